#include "local_services/lock.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace tenstone::service::local_services {
namespace {

struct flock range(LockByte byte, short type) {
  struct flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(byte);
  lock.l_len = 1;
  return lock;
}

bool set(int lock_file, LockByte byte, short type) {
  auto lock = range(byte, type);
  return fcntl(lock_file, F_OFD_SETLK, &lock) == 0;
}

bool conflicts(int lock_file, LockByte byte, short type) {
  auto lock = range(byte, type);
  return fcntl(lock_file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

}  // namespace

bool lock_shared(int lock_file, LockByte byte) { return set(lock_file, byte, F_RDLCK); }
bool lock_exclusive(int lock_file, LockByte byte) { return set(lock_file, byte, F_WRLCK); }
void unlock(int lock_file, LockByte byte) { set(lock_file, byte, F_UNLCK); }
bool is_held(int lock_file, LockByte byte) { return conflicts(lock_file, byte, F_WRLCK); }
bool is_held_exclusively(int lock_file, LockByte byte) { return conflicts(lock_file, byte, F_RDLCK); }

}  // namespace tenstone::service::local_services
