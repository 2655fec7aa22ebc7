import { builtinModules } from 'node:module';
import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string) => resolve(import.meta.dirname, path);
// Everything else goes into the bundle: the window opens sooner and nothing is looked up in node_modules.
const fromOutside = ['electron', 'keytar', 'fsevents', /^node:/, ...builtinModules];

/** The desktop app: `out/main/main.js`, `out/preload/preload.cjs`, and the page of both doors in `out/renderer`. */
const config = defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      externalizeDeps: false,
      lib: {
        entry: {
          main: at('electron/desktop/main.ts'),
          // Threads are files of their own, found beside the file that starts them.
          'history-store-worker': at('electron/history/store-worker.ts'),
          'history-import-worker': at('electron/history/import-worker.ts'),
          // So is the program that alone talks to the keychain.
          'keychain-child': at('electron/secrets/keychain-child.ts'),
        },
        formats: ['es'],
      },
      rollupOptions: {
        external: fromOutside,
        // Flat, so that a folder counted from any of these files is the same.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      externalizeDeps: false,
      rollupOptions: {
        input: at('electron/desktop/preload.ts'),
        external: ['electron'],
        // A sandboxed preload can load no second file, and in a package of modules a script must be called .cjs.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    base: './',
    plugins: [react(), tailwindcss()],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      target: 'es2024',
      modulePreload: { polyfill: false },
      // The bench holds the gzip size to its budget; nothing here comes over a network.
      chunkSizeWarningLimit: 1_000,
      assetsInlineLimit: 0,
      rollupOptions: { input: at('renderer/index.html') },
    },
  },
});

export { config as default };
