// Lists, page by page, by keyset: the next page begins behind the key of the last row, so a list that others change
// neither skips nor repeats a row that was there all the time (an offset does both).
//
//   struct ListOrders : web::Paging { std::optional<OrderState> state; };
//   constexpr auto schema(validation::For<ListOrders>) {
//     return web::paged<ListOrders>(validation::field("state", &ListOrders::state));
//   }
//   struct OrderKey { Time created_at; Uuid id; };  // with a schema; all columns of ORDER BY, the last one unique
//
//   Task<Result<web::Page<Order>>> list(web::Query<ListOrders> query) {
//     const auto after = cursors_.open<OrderKey>(*query);
//     if (!after) co_return after.error();
//     … WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT query->limit + 1 …
//     co_return cursors_.page(*query, std::move(rows), [](const Order& order) { return OrderKey{order.created_at,
//     order.id}; });
//   }
//
// Filters are members of the query, and so is the sort: an enumeration, each value with an index of its own.
#pragma once
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/hash.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/web/described.hpp"
#include "tenstone/web/errors.hpp"
#include "tenstone/web/results.hpp"

namespace tenstone::web {

inline constexpr int kMostRows = 1000;  // of a page

// The base of a list's query.
struct Paging {
  int limit = 50;  // 1 to kMostRows; a larger one becomes kMostRows
  std::optional<std::string> cursor = {};
};

// The schema of a query that is a Paging: its own fields, then `limit` and `cursor`.
template <class T, class... M>
constexpr auto paged(validation::Field<T, M>... fields) {
  return validation::object<T>(
      fields..., validation::field<T, int>("limit", &T::limit).or_default().cap(kMostRows).range(1, kMostRows),
      validation::field<T, std::optional<std::string>>("cursor", &T::cursor).max_length(4096));
}

// Answered as {"data": […], "next_cursor": "…" or null}, with the header Link: <…>; rel="next" (RFC 8288) unless it is
// the last page: the request's own address with that cursor.
template <class T>
struct Page {
  std::vector<T> data = {};
  std::optional<std::string> next_cursor = {};  // nothing: this is the last one
};
template <class T>
constexpr auto schema(validation::For<Page<T>>) {
  return validation::object<Page<T>>(validation::field("data", &Page<T>::data),
                                     validation::field("next_cursor", &Page<T>::next_cursor));
}
void add_next_link(http::Response& response, http::Request& request, std::string_view cursor);

template <class T>
struct Into<Page<T>> {
  static http::Response response(const Page<T>& page, http::Request& request) {
    http::Response response = http::json(validation::to_json(page));
    if (page.next_cursor) add_next_link(response, request, *page.next_cursor);
    return response;
  }
};

template <class T>
  requires std::derived_from<T, Paging>
struct DescribeParameter<Query<T>> {
  static void to(Operation& operation) {
    operation.query(validation::kDescribed<T>);
    operation.errors_of_parameters();
    operation.errors.push_back(&kInvalidCursor);
  }
};
template <class T>
struct DescribeResult<Page<T>> {
  static void to(Operation& operation) {
    operation.answers.push_back({"200",
                                 operation.schema<Page<T>>(validation::Way::Output),
                                 {{"Link", "The next page, as rel=\"next\" (RFC 8288)", false}}});
  }
};

// Makes and opens cursors: a row's key as JSON, signed together with the query's filters, so that it holds for the same
// filters only. It can be read, so a key holds nothing secret. It does not expire, and it says nothing of who may read
// the list: each page is guarded as the first. One serves all loops at once.
class Cursors {
 public:
  // The same in all processes that serve the list, such as service.key("cursors"): with another one, cursors that were
  // handed out are refused. Throws std::invalid_argument when it has less than 32 bytes.
  explicit Cursors(const Secret<std::string>& signing_key);

  // The key behind which the page begins; nothing: at the start. Error: invalid_cursor.
  template <class Key, class Q>
  Result<std::optional<Key>> open(const Q& query) const {
    if (!query.cursor) return std::optional<Key>();
    const auto text = verified(*query.cursor, filters_of(query));
    if (!text) return kInvalidCursor;
    auto key = validation::parse_json<std::vector<Key>>(*text);  // in an array: a text must be one or an object
    if (!key || key->size() != 1) return kInvalidCursor;
    return std::optional<Key>(std::move(key->front()));
  }

  // `rows`: up to query.limit + 1 in the list's order; one more than the page has says that there is a next one.
  template <class T, class Q, class KeyOf>
  Page<T> page(const Q& query, std::vector<T> rows, KeyOf key_of) const {
    Page<T> page{std::move(rows)};
    if (std::ssize(page.data) <= query.limit) return page;
    page.data.erase(page.data.begin() + query.limit, page.data.end());
    page.next_cursor = sealed(validation::to_json(std::vector{key_of(page.data.back())}), filters_of(query));
    return page;
  }

 private:
  // The query without its Paging, in one spelling: defaults are filled in, and the order is the schema's.
  template <class Q>
  static std::string filters_of(Q query) {
    static_cast<Paging&>(query) = Paging();
    return validation::to_json(query);
  }
  std::string sealed(std::string_view key, std::string_view filters) const;
  std::optional<std::string> verified(std::string_view cursor, std::string_view filters) const;
  std::string signature(std::string_view key, std::string_view filters) const;

  HmacSha256 signed_;
};

}  // namespace tenstone::web
