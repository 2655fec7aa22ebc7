import { describe, expect, test } from 'vitest';
import { demoFiles, scanCodexFiles } from '#test/helpers/codex-home';

const project = '/work/app';
const user = '/home/ada/.codex/config.toml';
const own = `${project}/.codex/config.toml`;
const trusted = `[projects."${project}"]\ntrust_level = "trusted"\n`;

async function problemsOf(inUser: string, inProject: string) {
  const files = demoFiles(trusted + inUser, { [own]: inProject, [`${project}/.git/HEAD`]: 'ref: refs/heads/main\n' });
  return (await scanCodexFiles(files, { project })).agent.problems;
}

const flagIn = (header: string, value: string) => `[${header}]\nenabled = ${value}\n`;

describe('a wrong type', () => {
  test.each([
    [flagIn('plugins."demo@market"', '"x"'), flagIn('plugins."demo@market"', 'true')],
    ['[plugins]\n"demo@market" = 1\n', flagIn('plugins."demo@market"', 'true')],
    [flagIn('plugins."demo@market".mcp_servers.probe', '1'), flagIn('plugins."demo@market".mcp_servers.probe', 'true')],
    ['[features]\nplugins = "x"\n', '[features]\nplugins = true\n'],
    [flagIn('hooks.state."k"', '1'), flagIn('hooks.state."k"', 'true')],
    ['[[skills.config]]\nname = "x"\n', '[[skills.config]]\nname = "x"\nenabled = true\n'],
  ])('in the user file does no harm once a trusted project replaces it: %j', async (inUser, inProject) => {
    expect(await problemsOf(inUser, '')).toMatchObject([{ code: 'settings-invalid', severity: 'error', file: user }]);
    expect(await problemsOf(inUser, inProject)).toEqual([]);
  });

  test('that replaces a right one is told where it stands', async () => {
    const inUser = flagIn('plugins."demo@market"', 'true');
    expect(await problemsOf(inUser, `# odd\n${flagIn('plugins."demo@market"', '"x"')}`)).toMatchObject([
      { code: 'settings-invalid', file: own, line: 3 },
    ]);
  });

  test('of a trust level counts in every layer, since trust decides which layers are read', async () => {
    const level = (value: string) => `[projects."/x"]\ntrust_level = "${value}"\n`;
    expect(await problemsOf(level('odd'), level('trusted'))).toMatchObject([{ file: user }]);
    expect(await problemsOf('', level('odd'))).toMatchObject([{ file: own }]);
  });
});

test('a profile chosen by a project is ignored', async () => {
  expect(await problemsOf('', 'profile = "x"\n')).toEqual([]);
});
