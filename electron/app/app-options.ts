import type { DesktopSettings, DesktopState } from '#contract/desktop';

/** The desktop around the window; only the desktop door has one. */
export interface DesktopPort {
  state(): DesktopState;
  /** Throws AppError `unavailable` when it cannot be kept. */
  set(some: { [K in keyof DesktopSettings]?: DesktopSettings[K] | undefined }): DesktopState;
}

export interface AppOptions {
  home?: string;
  data?: string;
  /** Look at a temporary copy of the sample home instead. */
  sample?: boolean;
  /** Folder of data shipped with the app: holds `sample-home`. */
  resources: string;
  door: 'desktop' | 'serve';
  /** False where no session may answer: then running servers do not wait for one. */
  canBeAsked?: boolean;
  desktop?: DesktopPort;
  version: string;
  log(message: string): void;
}
