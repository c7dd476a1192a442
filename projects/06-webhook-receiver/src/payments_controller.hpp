// The HTTP face of payments: a list of them.
#pragma once
#include "payments.hpp"
#include "tenstone/web/web.hpp"

namespace payments {

class PaymentsController final : public web::Controller {
 public:
  PaymentsController(Payments& payments, web::Cursors cursors, web::Guard may_read);
  Task<Result<web::Page<Kept>>> list(web::Query<ListPayments> query);

 private:
  Payments& payments_;
  web::Cursors cursors_;
};

}  // namespace payments
