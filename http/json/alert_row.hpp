#pragma once

#include "domain/alerts/alert.hpp"
#include "http/json/document.hpp"

namespace tradeeon::json {

/// What the client said, or the nearest to it where the row was made otherwise.
[[nodiscard]] value document_of(const alert& row);

/// An AlertRow.
[[nodiscard]] value alert_object(const alert& row);

} // namespace tradeeon::json
