// Reads the tool call on stdin and refuses one that prints an environment variable named like a token.
let text = "";
for await (const chunk of process.stdin) text += chunk;
process.exitCode = /echo \$[A-Z_]*TOKEN/.test(text) ? 2 : 0;
