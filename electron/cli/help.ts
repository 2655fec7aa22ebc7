export const helpText = `gatehouse: see and switch every plugin your coding agents can load

  gatehouse list [--agent A] [--kind plugin|mcp|skill] [--problems] [--components]
  gatehouse show ID
  gatehouse enable ID   [--scope user|project|local] [--server NAME] [--dry-run] [--yes]
  gatehouse disable ID  [--scope user|project|local] [--server NAME] [--dry-run] [--yes]
  gatehouse changes
  gatehouse undo CHANGE [--dry-run] [--yes]
  gatehouse doctor
  gatehouse serve [--port N] [--host 127.0.0.1|::1] [--read-only] [--sample] [--no-open]

Every command takes
  --home DIR     the home whose agents are looked at (default: yours)
  --project DIR  the folder whose project scope counts (default: none)
  --data DIR     Gatehouse's own data
  --json         one JSON document on stdout, nothing else

--server, --skill and --hook NAME switch one part of a plugin instead of the whole.
Nothing is written before a yes. Exit codes: 0 done, 1 failed, 2 bad usage, 3 refused.
`;
