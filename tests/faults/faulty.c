/* Lets the n-th change of a file fail, or kills the process there: put before the C library with LD_PRELOAD.
   What it counts is what SQLite and we ask the system for when we write; sockets and pipes are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int at, with, lasting;
static int *seen; /* shared with the parent, who asks after we are dead */

__attribute__((constructor)) static void share(void) {
    seen = mmap(0, sizeof *seen, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* From now on, call number n fails with that error, or kills us when it is 0; and all after it, if it lasts. */
void fault_arm(int n, int error, int lasts) { at = n, with = error, lasting = lasts; if (n) *seen = 0; }
int fault_seen(void) { return *seen; }

static int fails(void) {
    int count;
    if (!at) return 0;
    count = __sync_add_and_fetch(seen, 1);
    if (count != at && !(lasting && count > at)) return 0;
    if (!with) kill(getpid(), SIGKILL);
    errno = with;
    return 1;
}

static int is_file(int fd) {
    struct stat found;
    return at && !fstat(fd, &found) && (S_ISREG(found.st_mode) || S_ISDIR(found.st_mode));
}

static int writes(const char *path, int flags) {
    return flags & (O_WRONLY | O_RDWR | O_CREAT) && strncmp(path, "/dev/", 5);
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define ON_FD(type, name, given, passed) \
    type name given { REAL(name); return is_file(fd) && fails() ? -1 : real passed; }
#define ON_PATH(name, given, passed) \
    int name given { REAL(name); return fails() ? -1 : real passed; }
#define MODE int mode = 0; if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, int); va_end(more); }
#define OPEN(name) \
    int name(const char *path, int flags, ...) { REAL(name); MODE return writes(path, flags) && fails() ? -1 : real(path, flags, mode); }

ON_FD(ssize_t, write, (int fd, const void *bytes, size_t size), (fd, bytes, size))
ON_FD(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t where), (fd, bytes, size, where))
ON_FD(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t where), (fd, bytes, size, where))
ON_FD(int, fsync, (int fd), (fd))
ON_FD(int, fdatasync, (int fd), (fd))
ON_FD(int, ftruncate, (int fd, off_t size), (fd, size))
ON_FD(int, ftruncate64, (int fd, off64_t size), (fd, size))
ON_PATH(rename, (const char *old, const char *new), (old, new))
ON_PATH(unlink, (const char *path), (path))
ON_PATH(mkdir, (const char *path, mode_t mode), (path, mode))
OPEN(open)
OPEN(open64)
