export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-block min-w-[1.125rem] rounded-chip border border-line bg-surface px-1 text-center font-sans text-label text-faint">
      {children}
    </kbd>
  );
}
