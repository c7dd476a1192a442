#include "reply_reader.hpp"

#include <hiredis/hiredis.h>
#include <new>

namespace tenstone::redis {
namespace {

std::string too_large(std::size_t max_bytes) {
  return "a reply is larger than " + std::to_string(max_bytes >> 20) + " MiB";
}

}  // namespace
// hiredis calls these with the task of the element that it read. An element goes to the end of its parent's items:
// while a child is open its parent's items do not grow, so the pointers in hiredis' stack stay good.
struct ReplyBuilder {
  static void* add(const redisReadTask* task, Reply reply) {
    auto& reader = *static_cast<ReplyReader*>(task->privdata);
    reader.spent_ += sizeof(Reply) + reply.text.size();
    if (reader.spent_ > reader.max_bytes_) return nullptr;
    if (task->parent == nullptr) return new Reply(std::move(reply));
    return &static_cast<Reply*>(task->parent->obj)->items.emplace_back(std::move(reply));
  }
  static void* string(const redisReadTask* task, char* text, std::size_t size) {
    const auto kind = task->type == REDIS_REPLY_ERROR    ? Reply::Kind::Error
                      : task->type == REDIS_REPLY_STATUS ? Reply::Kind::Status
                                                         : Reply::Kind::String;
    return add(task, Reply{.kind = kind, .text = std::string(text, size)});
  }
  static void* array(const redisReadTask* task, int) { return add(task, Reply{.kind = Reply::Kind::Array}); }
  static void* integer(const redisReadTask* task, long long value) {
    return add(task, Reply{.kind = Reply::Kind::Integer, .integer = value});
  }
  static void* nil(const redisReadTask* task) { return add(task, Reply{}); }
  static void free(void* root) { delete static_cast<Reply*>(root); }
};

void ReplyReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

ReplyReader::ReplyReader(std::size_t max_bytes) : max_bytes_(max_bytes) {
  static redisReplyObjectFunctions functions{&ReplyBuilder::string, &ReplyBuilder::array, &ReplyBuilder::integer,
                                             &ReplyBuilder::nil, &ReplyBuilder::free};
  reader_.reset(redisReaderCreateWithFunctions(&functions));
  if (!reader_) throw std::bad_alloc();
  reader_->privdata = this;
}
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  if (!broken_.empty()) return;
  if (reader_->len - reader_->pos + bytes.size() > max_bytes_)
    broken_ = too_large(max_bytes_);
  else if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK)
    throw std::bad_alloc();
}

std::optional<Reply> ReplyReader::next() {
  if (!broken_.empty()) return std::nullopt;
  void* root = nullptr;
  if (redisReaderGetReply(reader_.get(), &root) != REDIS_OK) {
    broken_ = spent_ > max_bytes_ ? too_large(max_bytes_) : std::string(reader_->errstr);
    return std::nullopt;
  }
  if (root == nullptr) return std::nullopt;
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(root));
  spent_ = 0;
  return std::move(*reply);
}

}  // namespace tenstone::redis
