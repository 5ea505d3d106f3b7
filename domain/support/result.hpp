// Errors as values: what domain and storage return instead of throwing.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace tradeeon {

/// What kind of thing went wrong. One table in http/json maps these to HTTP
/// statuses; the command line maps `invalid` to exit code 2, the rest to 1.
enum class problem_code : unsigned char {
  invalid,         ///< the input is wrong; the text says what would be accepted
  unauthenticated, ///< no or bad credentials
  forbidden,       ///< known, but not allowed
  not_found,       ///< absent, or another user's
  conflict,        ///< exists already, or changed meanwhile
  too_large,       ///< over a stated size
  bad_transition,  ///< not possible from the present status
  rate_limited,    ///< too many; try later
  unavailable,     ///< a part is down or overloaded; try later
  internal,        ///< a defect or a broken environment
};

/// An error that names its place and says what would be accepted.
struct problem {
  problem_code code = problem_code::internal;
  std::string text;  ///< one sentence for a person
  std::string place; ///< field path, column or line; empty where there is none
};

/// A problem with bad input at `place`.
inline problem bad_input(std::string place, std::string text) {
  return {problem_code::invalid, std::move(text), std::move(place)};
}

/// Either a value or the problem that kept it from existing.
template <class T>
class [[nodiscard]] result {
public:
  result(T value) : content_(std::move(value)) {}       // NOLINT: implicit by intent
  result(problem error) : content_(std::move(error)) {} // NOLINT: implicit by intent

  [[nodiscard]] bool ok() const noexcept { return content_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  T& operator*() & { return std::get<0>(content_); }
  const T& operator*() const& { return std::get<0>(content_); }
  /// By value, so that a loop over `*f()` holds what it walks over.
  T operator*() && { return std::get<0>(std::move(content_)); }
  T* operator->() { return &std::get<0>(content_); }
  const T* operator->() const { return &std::get<0>(content_); }

  [[nodiscard]] const problem& error() const& { return std::get<1>(content_); }
  [[nodiscard]] problem&& error() && { return std::get<1>(std::move(content_)); }

private:
  std::variant<T, problem> content_;
};

/// Success without a value, or a problem.
template <>
class [[nodiscard]] result<void> {
public:
  result() = default;
  result(problem error) : failed_(true), error_(std::move(error)) {} // NOLINT

  [[nodiscard]] bool ok() const noexcept { return !failed_; }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] const problem& error() const& { return error_; }
  [[nodiscard]] problem&& error() && { return std::move(error_); }

private:
  bool failed_ = false;
  problem error_;
};

} // namespace tradeeon
