// The business logic: what may happen to an order. Sees no request and makes no answer. PostgreSQL decides each race,
// since a change is one statement that names the states and versions it holds for.
#pragma once
#include "order.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/web/conditions.hpp"

namespace orders {

inline const ErrorCode kOrderNotFound{ErrorKind::NotFound, "order_not_found", "There is no such order"};
inline const ErrorCode kOrderState{ErrorKind::Conflict, "order_state_conflict",
                                   "The order is in a state that does not allow this"};

// Everything suspends, and throws what Database throws.
class Orders {
 public:
  Orders(postgres::Database& database, Ids& ids) : database_(database), ids_(ids) {}

  // Within the caller's transaction. Error: decimal_overflow, the total has more than 18 digits.
  Task<Result<Order>> place(NewOrder order, postgres::Transaction& transaction);
  // At most query.limit + 1 orders behind `after`; nothing: from the start.
  Task<std::vector<Order>> list(ListOrders query, std::optional<Place> after);
  Task<Result<Order>> find(Uuid id);  // error: order_not_found
  // Errors: order_not_found, version_conflict, order_state_conflict (only a placed order is changed).
  Task<Result<Order>> change(Uuid id, Change change, web::IfMatch match);
  // An order that is in this state already stays as it is. Errors: order_not_found, order_state_conflict.
  Task<Result<Order>> move(Uuid id, State to);
  Task<Result<void>> remove(Uuid id);  // a cancelled one. Errors: order_not_found, order_state_conflict

 private:
  postgres::Database& database_;
  Ids& ids_;
};

}  // namespace orders
