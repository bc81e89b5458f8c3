package dev.sluice.net;

/**
 * Who the peer of a UNIX socket was when it connected, or began to listen: {@code struct ucred}.
 *
 * @param pid the process, 0 where there is no peer or it is in a namespace that cannot be seen
 * @param uid the effective user; -1 where there is no peer
 * @param gid the effective group; -1 where there is no peer
 */
public record PeerCredentials(int pid, int uid, int gid) {}
