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
  version: string;
  log(message: string): void;
}
