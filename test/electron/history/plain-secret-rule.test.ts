import { describe, expect, test } from 'vitest';
import { plainSecretRule } from '#history/plain-secret-rule';

const rule = plainSecretRule();
// In pieces, so that nobody's scanner takes an invented token for a real one.
const github = `${'ghp_'}${'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'}`;
const openAi = `${'sk-proj-'}${'Zk3vQ8nR2tYw6uXbM1cLp0aSd9fGh4jK7mNqT3BlbkFJ'}`;
const slack = `${'xoxb-'}${'2147483647-2147483648-AbCdEfGhIjKlMnOpQrStUvWx'}`;

describe('a plain secret', () => {
  test.each([
    ['GITHUB_TOKEN', github],
    ['ANYTHING', github],
    ['Authorization', `Bearer ${github}`],
    ['OPENAI_KEY', openAi],
    ['SLACK', slack],
    ['BRAVE_API_KEY', 'BSAr4Nd0mKq8xZtP2vLw9'],
    ['CONTEXT7_API_KEY', '6f1ed002-ab5e-4f7b-9c3d-1a2b3c4d5e6f'],
    ['DB_PASSWORD', 'tr0ub4dor&3'],
    ['MYSQL_PWD', 'Pa55phrase!x'],
    ['CLIENT_SECRET', 'q8ZtP2vLw9r4Nd0mKxJ7'],
    ['X-Api-Key', 'k7Gq2mZp9xWv4Tn8'],
    ['SENTRY_AUTH_TOKEN', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['GITLAB_PAT', 'nQ4wE7rT2yU9iO1pA5sD'],
    ['MINIMAX_KEY', 'eyLq93Xz71PwRt55Kd'],
    ['Cookie', 'sid=a8F3k2L9q7Z1x5C4v6B0'],
    ['DATABASE_URL', 'postgres://shop:k7Gq2mZp9xWv4Tn8@db.internal:5432/shop'],
    ['AWS_SECRET_ACCESS_KEY', 'wJ4lrXUtnF3MI7K9MDENG1bPxRf2CYzQ8kEyT6aB'],
  ])('is found under %s', (name, value) => {
    expect(rule(name, value)).toBeTypeOf('string');
  });

  test.each([
    ['GITHUB_TOKEN', '${GITHUB_TOKEN}'],
    ['GITHUB_TOKEN', '$GITHUB_TOKEN'],
    ['Authorization', 'Bearer ${TOKEN:-none-given}'],
    ['API_KEY', '%API_KEY%'],
    ['API_KEY', '{env:API_KEY}'],
    ['API_KEY', 'op://vault/item/field'],
    ['API_KEY', 'changeme'],
    ['API_KEY', 'your-token-here'],
    ['API_KEY', 'YOUR_API_KEY_GOES_HERE'],
    ['API_KEY', '<paste your key>'],
    ['API_KEY', 'sk-xxxxxxxxxxxxxxxxxxxx'],
    ['GITHUB_TOKEN', 'ghp_your_token_here'],
    ['API_KEY', ''],
    ['PASSWORD', 'password'],
    ['TOKEN', 'true'],
    ['MAX_TOKENS', '128000000'],
    ['TOKEN_LIMIT', '12800000000000000'],
    ['TOKEN_FILE', '/home/ann/.config/token-a8F3k2L9q7Z1x5C4'],
    ['SSH_KEY', '~/.ssh/id_ed25519_a8F3k2L9'],
    ['PRIVATE_KEY_PATH', './keys/a8F3k2L9q7Z1x5C4v6B0.pem'],
    ['PUBLIC_KEY', 'a8F3k2L9q7Z1x5C4v6B0n2M8'],
    ['CACHE_KEY', 'a8F3k2L9q7Z1x5C4v6B0n2M8'],
    ['API_URL', 'https://api.example.com/v1/things'],
    ['LOG_LEVEL', 'debug-with-everything'],
    ['NODE_ENV', 'production'],
    ['PROJECT_ID', 'a8F3k2L9q7Z1x5C4v6B0n2M8'],
    ['PORT', '8080'],
    ['KEY', 'short1'],
    ['TOKEN_TYPE', 'bearer-of-something'],
    ['SECRET_NAME', 'my-service-credentials-prod'],
  ])('is not seen in %s = %s', (name, value) => {
    expect(rule(name, value)).toBeUndefined();
  });
});
