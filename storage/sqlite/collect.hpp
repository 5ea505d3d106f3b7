#pragma once

#include "storage/sqlite/connection.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace tradeeon::storage::sqlite {

namespace detail {

template <class T>
struct bare {
  using type = T;
};
template <class T>
struct bare<result<T>> {
  using type = T;
};

template <class T>
result<void> append(std::vector<T>& to, T&& one) {
  to.push_back(std::move(one));
  return {};
}
template <class T>
result<void> append(std::vector<T>& to, result<T>&& one) {
  if (!one)
    return std::move(one).error();
  to.push_back(*std::move(one));
  return {};
}

} // namespace detail

/// What `read` makes of each row; it gives a T or a result<T>.
template <class Read, class... Values>
auto collect(connection& db, Read read, std::string_view sql, const Values&... values) {
  using item = typename detail::bare<decltype(read(std::declval<const row&>()))>::type;
  using list = std::vector<item>;
  list items;
  auto listed =
    db.each([&](const row& r) { return detail::append(items, read(r)); }, sql, values...);
  if (!listed)
    return result<list>{std::move(listed).error()};
  return result<list>{std::move(items)};
}

} // namespace tradeeon::storage::sqlite
