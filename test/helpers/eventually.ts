/** Waits until `check` stops throwing, at most `limitMs`, then throws what it threw last. */
export async function eventually(check: () => void | Promise<void>, limitMs = 8_000): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
