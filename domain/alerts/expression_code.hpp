#pragma once

#include "domain/conditions/expression.hpp"

#include <cstdint>
#include <vector>

namespace tradeeon {

/// An expression compiled to postfix over the positions of its distinct
/// conditions (`conditions_of`), so that evaluating it touches no text.
class expression_code {
public:
  expression_code() = default;
  explicit expression_code(const expression& x);

  /// Truth of the whole; `part(i)` gives the truth of the i-th distinct condition.
  template <class Part>
  [[nodiscard]] truth evaluate(Part part) const {
    truth stack[max_stack];
    std::size_t depth = 0;
    for (const auto& step : steps_) {
      switch (step.what) {
      case expression::kind::leaf:
        stack[depth++] = part(step.operand);
        break;
      case expression::kind::none:
        stack[depth - 1] = negated(stack[depth - 1]);
        break;
      case expression::kind::all:
      case expression::kind::any: {
        depth -= step.operand;
        truth value = stack[depth];
        for (std::size_t i = 1; i < step.operand; ++i)
          value = step.what == expression::kind::all ? both(value, stack[depth + i])
                                                     : either(value, stack[depth + i]);
        stack[depth++] = value;
        break;
      }
      }
    }
    return stack[0];
  }

private:
  // Each leaf is pushed at most once before its group folds it.
  static constexpr std::size_t max_stack = max_expression_conditions + 1;
  struct instruction {
    expression::kind what;
    std::uint32_t operand; ///< leaf: condition position; all/any: number of parts
  };
  void compile(const expression& x, const std::vector<std::string>& texts);
  std::vector<instruction> steps_;
};

} // namespace tradeeon
