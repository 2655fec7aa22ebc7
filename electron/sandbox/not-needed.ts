/**
 * What programs look for at every start and do well without: the kernel's and the services' folders, the name service,
 * and the folders programs are searched in.
 */
export function notNeeded(path: string): boolean {
  return (
    /^\/(?:proc|sys|dev|run|var\/run|newroot|oldroot|(?:usr\/(?:local\/)?)?s?bin|snap)(?:\/|$)/.test(path) ||
    nameService.test(path)
  );
}

const nameService =
  /^\/(?:etc\/(?:resolv|host|gai|nscd|nsswitch)[^/]*|etc\/(?:shadow|hostname|machine-id|inputrc|profile|bash.*)|var\/lib\/sss.*)$/;
