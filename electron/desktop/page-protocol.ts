import { type PageFiles, pageHeaders, readPageFiles } from '#app/page-files';
import { isOfPage, pageAddress, pageScheme } from './page-address.ts';

export interface PageRequest {
  url: string;
  method: string;
}

/** The part of Electron's protocol module that this needs. */
export interface Protocols {
  handle(scheme: string, answer: (request: PageRequest) => Response): void;
}

/** Serves the built page of that folder from now on. Throws AppError `unavailable` when it was not built. */
export async function servePage(protocols: Protocols, folder: string): Promise<void> {
  const files = await readPageFiles(folder);
  protocols.handle(pageScheme, (request) => answerPage(files, request));
}

/** Answers `app://gatehouse/…` with the files of the built page and with nothing else. The page connects to nowhere. */
export function answerPage(files: PageFiles, request: PageRequest): Response {
  const headers = pageHeaders("'none'");
  const file = request.method === 'GET' && isOfPage(request.url) ? files.get(pathOf(request.url)) : undefined;
  if (file === undefined) return new Response('There is no such file.\n', { status: 404, headers });
  return new Response(new Uint8Array(file.bytes), { headers: { ...headers, 'content-type': file.type } });
}

function pathOf(url: string): string {
  return `/${url.slice(pageAddress.length).split(/[?#]/)[0]}`;
}
