/** Who a server is inside the cage. */
export interface Identity {
  uid: number;
  gid: number;
}

/** Root is nobody special inside; everybody else keeps the number, so that files look like theirs. */
export function identityInside(uid: number, gid: number): Identity {
  return uid === 0 ? { uid: 1000, gid: 1000 } : { uid, gid };
}

/** The few files of `/etc` that say who is who; the real ones name the machine's people and its network. */
export function accountFiles({ uid, gid }: Identity, home: string): Record<string, string> {
  return {
    passwd: `user:x:${uid}:${gid}:user:${home}:/bin/sh\n`,
    group: `user:x:${gid}:\n`,
    hosts: '127.0.0.1 localhost\n::1 localhost\n',
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
  };
}
