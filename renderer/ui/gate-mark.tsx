/** The product's mark: an arch with its gate down. */
export function GateMark() {
  return (
    <svg
      viewBox="0 0 24 24"
      className="size-4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M4 21V10a8 8 0 0 1 16 0v11M2 21h20M9 21v-9M12 21V8M15 21v-9M6 15h12" />
    </svg>
  );
}
