import type { IncomingMessage, ServerResponse } from 'node:http';
import { type PageFiles, pageHeaders } from '#app/page-files';
import { type Refusal, refuseRequest } from './request-rules.ts';

/** Answers with the files of the built page and with nothing else. */
export function answerPage(
  files: PageFiles,
  authority: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  for (const [name, value] of Object.entries(pageHeaders(`'self' ws://${authority}`))) {
    response.setHeader(name, value);
  }
  const refusal = refuseRequest(request, authority);
  if (refusal !== undefined) return refuse(response, refusal);
  // Looked up as it stands: nothing is decoded, joined or resolved, so no spelling leads out of the list.
  const file = files.get((request.url ?? '').split('?')[0] ?? '');
  if (file === undefined) return refuse(response, { status: 404, reason: 'There is no such file.' });
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.length });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function refuse(response: ServerResponse, { status, reason }: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${reason}\n`);
}
