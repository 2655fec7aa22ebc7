import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const at = (path: string) => resolve(import.meta.dirname, path);

/** The command line: `out/cli/gatehouse.js` and, beside it, what single commands load when they are called. */
const config = defineConfig({
  // Optional native parts of `ws` that are not shipped.
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
  ssr: { noExternal: true, external: ['electron', 'keytar'] },
  build: {
    ssr: true,
    outDir: at('out/cli'),
    emptyOutDir: true,
    target: 'node24',
    minify: false,
    rollupOptions: {
      input: {
        gatehouse: at('electron/cli/gatehouse.ts'),
        // Threads are files of their own, found beside the file that starts them.
        'history-store-worker': at('electron/history/store-worker.ts'),
        'history-import-worker': at('electron/history/import-worker.ts'),
        // So is the program that alone talks to the keychain.
        'keychain-child': at('electron/secrets/keychain-child.ts'),
      },
      external: ['electron', 'keytar', 'fsevents', /^node:/],
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        // Flat: the program counts from its files to the folder they are shipped in.
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
});

export { config as default };
