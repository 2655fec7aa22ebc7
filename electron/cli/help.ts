export const helpText = `gatehouse: see and switch every plugin your coding agents can load

  gatehouse list [--agent A] [--kind plugin|mcp|skill] [--problems] [--components]
  gatehouse show ID [--files] | --at-start
  gatehouse enable ID...   [--scope user|project|local] [--server NAME] [--dry-run] [--yes]
  gatehouse disable ID...  [--scope user|project|local] [--server NAME] [--dry-run] [--yes]
  gatehouse changes [--by ours|others] [--plugin ID] [--since 30m|DATE] [--limit N]
  gatehouse sessions              (that run now, and what they keep the old state of)
  gatehouse undo CHANGE [--dry-run] [--yes]
  gatehouse sets list
  gatehouse sets save NAME [ID...]   [--agent A] [--yes]   (what is on now, or the ids; --yes replaces one)
  gatehouse sets use NAME            [--dry-run] [--yes]
  gatehouse sets delete NAME
  gatehouse history import
  gatehouse history search QUERY  [--limit N] [--after CURSOR]
  gatehouse history export QUERY  [--format jsonl|csv]
  gatehouse history stats [QUERY]
  gatehouse history forget QUERY  [--dry-run] [--yes]
  gatehouse history keep          [--days N|all] [--size MB|all]
  gatehouse policy list
  gatehouse policy allow|ask|deny [ID] [--server NAME] [--tool T] [--agent A] [--project DIR] [--reason TEXT]
  gatehouse policy remove RULE | default reads|writes|unknown allow|ask|deny | strict on|off
  gatehouse policy check ID --tool T | accept ID | uncaged ID | caged ID          [--server NAME]
  gatehouse policy grant|revoke ID read|write|host|env WHAT                       [--server NAME]
  gatehouse policy limit ID memory MB | processes N | programs yes|no             [--server NAME]
  gatehouse guard ID              [--server NAME] [--project DIR] [--dry-run] [--yes]
  gatehouse unguard ID|--all      [--server NAME] [--dry-run] [--yes]
  gatehouse prepare ID            [--server NAME] [--project DIR] [--yes]
  gatehouse run ID                [--server NAME]   (what an agent starts in place of the server)
  gatehouse logs ID [TEXT]        [--server NAME] [--since 30m|DATE] [--limit N] [--follow]
  gatehouse secrets list
  gatehouse secrets set ID VARIABLE     (the value is asked for, or read from stdin; never an argument)
  gatehouse secrets delete ID VARIABLE
  gatehouse secrets find                (secrets in plain text in config files; never their values)
  gatehouse secrets move ID VARIABLE    [--server NAME] [--project DIR] [--dry-run] [--yes]
  gatehouse completion bash|zsh|fish|powershell         (a script for the shell)
  gatehouse diagnostics [--without-names] [--output FILE] [--yes]   (for a report of a fault; read it first)
  gatehouse install-cli [--remove] [--dry-run] [--yes]   (the command gatehouse, where terminals find it)
  gatehouse doctor
  gatehouse serve [--port N] [--host 127.0.0.1|::1] [--read-only] [--sample] [--no-open]

Every command takes
  --home DIR     the home whose agents are looked at (default: yours)
  --project DIR  the folder whose project scope counts (default: none)
  --data DIR     Gatehouse's own data
  --json         one JSON document on stdout, nothing else

A query is made of words and fields: plugin: server: tool: agent: project: session: outcome: decision:
dur>1s after: before: on:, "a phrase", -not, or. docs/query.md tells all. Put -- before one that begins with -.
--server, --skill and --hook NAME switch one part of a plugin instead of the whole.
Nothing is written before a yes. Exit codes: 0 done, 1 failed, 2 bad usage, 3 refused.
`;
