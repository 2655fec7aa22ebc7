/** Marketplaces that OpenAI keeps (openai/codex: codex-rs/core-plugins). */
export type MarketplaceOwner = 'user' | 'curated' | 'bundled' | 'remote';

const curated = ['openai-curated', 'openai-api-curated'];
const bundled = ['openai-bundled', 'openai-bundled-alpha', 'openai-primary-runtime'];
const remote = ['openai-curated-remote', 'created-by-me-remote', 'workspace-directory', 'workspace-shared-with-me'];

export function marketplaceOwner(name: string): MarketplaceOwner {
  if (remote.includes(name) || name.startsWith('workspace-shared-with-me-')) return 'remote';
  if (bundled.includes(name)) return 'bundled';
  return curated.includes(name) ? 'curated' : 'user';
}

/** What a reader should know of plugins from there; undefined for the user's own marketplaces. */
export function ownerNote(name: string): string | undefined {
  switch (marketplaceOwner(name)) {
    case 'bundled':
      return "It is one of Codex's own built-in plugins: the desktop app installs it again at its start.";
    case 'curated':
      return name === 'openai-curated'
        ? 'Codex loads plugins of this marketplace only while signed in with ChatGPT.'
        : 'Codex loads plugins of this marketplace only while signed in with an API key.';
    default:
      return undefined;
  }
}
