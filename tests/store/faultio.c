/* Faults for the write side of a process (LD_PRELOAD), set by fio_set() at any moment.
   mode: off | eio | enospc | kill | log     at: n-th matching call (1-based)     sticky: fail from then on
   Counted are writes, syncs, truncations, deletions, creations and renames of files whose path contains
   the pattern. In mode log every call is recorded with its data; powerloss.py rebuilds disks from that. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#define MAXFD 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
static char *paths[MAXFD];
static char pattern[512], mode[16];
static long count, at;
static int sticky, logfd = -1;

void fio_set(const char *p, const char *m, long n, int s, const char *log) {
  snprintf(pattern, sizeof pattern, "%s", p);
  snprintf(mode, sizeof mode, "%s", m);
  at = n; sticky = s; count = 0;
  if (log && *log) logfd = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}
long fio_count(void) { return count; }

static int want(const char *p) { return p && *pattern && strstr(p, pattern); }
static void rec(char op, const char *p, int64_t off, const void *d, uint32_t len) {
  if (logfd < 0) return;
  char h[16]; uint16_t l = strlen(p); size_t k = 0;
  h[k++] = op; memcpy(h + k, &l, 2); k += 2; memcpy(h + k, &off, 8); k += 8; memcpy(h + k, &len, 4); k += 4;
  ssize_t (*w)(int, const void *, size_t) = REAL(write);
  (void)!w(logfd, h, k); (void)!w(logfd, p, l); if (d) (void)!w(logfd, d, len);
}
static int hit(const char *p) {
  if (!*mode || !want(p) || !strcmp(mode, "off")) return 0;
  count++;
  if (!strcmp(mode, "log")) return 0;
  if (count == at || (sticky && at > 0 && count > at)) {
    if (!strcmp(mode, "kill")) kill(getpid(), SIGKILL);
    return !strcmp(mode, "enospc") ? ENOSPC : EIO;
  }
  return 0;
}
static const char *P(int fd) { return fd >= 0 && fd < MAXFD ? paths[fd] : NULL; }
static int opened(int fd, const char *p, int fl) {
  if (fd >= 0 && fd < MAXFD) {
    free(paths[fd]); paths[fd] = want(p) ? strdup(p) : NULL;
    if (paths[fd] && (fl & O_CREAT)) rec('o', p, fl & O_TRUNC ? 1 : 0, 0, 0);
  }
  return fd;
}
#define OPENBODY(CALL) int m = 0, e; \
  if (fl & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, fl); m = va_arg(a, int); va_end(a); } \
  if ((fl & O_CREAT) && (e = hit(p))) { errno = e; return -1; } \
  return opened(CALL, p, fl);
int open(const char *p, int fl, ...) { OPENBODY(REAL(open)(p, fl, m)) }
int open64(const char *p, int fl, ...) { OPENBODY(REAL(open64)(p, fl, m)) }
int openat(int d, const char *p, int fl, ...) { OPENBODY(REAL(openat)(d, p, fl, m)) }
int openat64(int d, const char *p, int fl, ...) { OPENBODY(REAL(openat64)(d, p, fl, m)) }
int close(int fd) {
  if (fd >= 0 && fd < MAXFD && paths[fd]) { free(paths[fd]); paths[fd] = NULL; }
  return REAL(close)(fd);
}
#define FAIL(p) { int e = hit(p); if (e) { errno = e; return -1; } }
ssize_t pwrite64(int fd, const void *b, size_t c, off64_t o) {
  const char *p = P(fd); if (p) FAIL(p)
  ssize_t r = REAL(pwrite64)(fd, b, c, o); if (p && r > 0) rec('w', p, o, b, r); return r;
}
ssize_t pwrite(int fd, const void *b, size_t c, off_t o) {
  const char *p = P(fd); if (p) FAIL(p)
  ssize_t r = REAL(pwrite)(fd, b, c, o); if (p && r > 0) rec('w', p, o, b, r); return r;
}
ssize_t write(int fd, const void *b, size_t c) {
  const char *p = P(fd); if (p) FAIL(p)
  off_t o = p ? lseek(fd, 0, SEEK_CUR) : 0;
  ssize_t r = REAL(write)(fd, b, c); if (p && r > 0) rec('w', p, o, b, r); return r;
}
static void dirsync(int fd) {
  char l[64], t[1024]; snprintf(l, 64, "/proc/self/fd/%d", fd);
  ssize_t k = readlink(l, t, 1023);
  if (k > 0) { t[k] = 0; struct stat s; if (!fstat(fd, &s) && S_ISDIR(s.st_mode)) rec('d', t, 0, 0, 0); }
}
int fsync(int fd) {
  const char *p = P(fd); if (p) { FAIL(p) rec('s', p, 0, 0, 0); } else dirsync(fd);
  return REAL(fsync)(fd);
}
int fdatasync(int fd) {
  const char *p = P(fd); if (p) { FAIL(p) rec('s', p, 0, 0, 0); } else dirsync(fd);
  return REAL(fdatasync)(fd);
}
int ftruncate64(int fd, off64_t l) {
  const char *p = P(fd); if (p) FAIL(p)
  int r = REAL(ftruncate64)(fd, l); if (p && !r) rec('t', p, l, 0, 0); return r;
}
int ftruncate(int fd, off_t l) {
  const char *p = P(fd); if (p) FAIL(p)
  int r = REAL(ftruncate)(fd, l); if (p && !r) rec('t', p, l, 0, 0); return r;
}
int unlink(const char *p) { FAIL(p) int r = REAL(unlink)(p); if (want(p) && !r) rec('u', p, 0, 0, 0); return r; }
int rename(const char *a, const char *b) { FAIL(b) return REAL(rename)(a, b); }
int link(const char *a, const char *b) { FAIL(b) return REAL(link)(a, b); }
