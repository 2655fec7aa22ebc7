import { ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { shortPath } from '#renderer/lib/short-path.ts';
import { visibleString } from '#renderer/lib/visible-text.ts';
import { useGatehouse, useInventory } from '#renderer/store/gatehouse-context.ts';
import { MenuContent, MenuRadioItem } from '#renderer/ui/menu.tsx';
import { PathText } from '#renderer/ui/path-text.tsx';

/** Stands for every project in the menu; no path is empty. */
const everywhere = '';

/** Which calls are shown and which a rule set here is about: those of every project, or of one. */
export function FolderPick({ folder }: { folder: string | null }) {
  const { permissions } = useGatehouse();
  const known = useInventory((state) => state.snapshot?.projects);
  const home = useInventory((state) => state.snapshot?.home ?? '');
  const paths = (known ?? []).filter(({ exists }) => exists).map(({ path }) => path);
  const choices = folder === null || paths.includes(folder) ? paths : [folder, ...paths];
  return (
    <div className="flex min-h-(--row) min-w-0 items-center gap-1.5 pt-1 text-muted">
      <span className="flex-none">Rules set here count in</span>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="inline-flex h-[1.375rem] min-w-0 items-center gap-1 rounded-control border border-line-strong bg-raised px-1.5 text-fg hover:bg-hover">
          <span className="truncate">{folder === null ? 'every project' : visibleString(shortPath(folder, home))}</span>
          <ChevronDown className="size-3.5 flex-none" strokeWidth={1.75} aria-hidden="true" />
        </DropdownMenu.Trigger>
        <MenuContent>
          <DropdownMenu.RadioGroup value={folder ?? everywhere}>
            <MenuRadioItem value={everywhere} onSelect={() => permissions.setFolder(null)}>
              every project
            </MenuRadioItem>
            {choices.map((path) => (
              <MenuRadioItem key={path} value={path} onSelect={() => permissions.setFolder(path)}>
                <span className="flex min-w-0 flex-1">
                  <PathText path={path} />
                </span>
              </MenuRadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </MenuContent>
      </DropdownMenu.Root>
    </div>
  );
}
