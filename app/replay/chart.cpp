#include "app/replay/chart.hpp"

#include "app/replay/axes.hpp"
#include "app/replay/shown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tradeeon {

namespace {

// The picture is stretched to the page's width, the labels are text beside it: so both
// are legible at any width.
constexpr double width = 1000, height = 1000;
constexpr std::size_t most_marks = 6;

using points = std::vector<curve_point>;

struct span {
  double low = 0, high = 0;

  [[nodiscard]] double length() const { return high - low; }
  [[nodiscard]] span with(const span& x) const {
    return {std::min(low, x.low), std::max(high, x.high)};
  }
};

span span_of(const points& all) {
  span out{all.front().value, all.front().value};
  for (const auto& x : all)
    out = out.with({x.value, x.value});
  return out;
}

/// "M0,10L3,12…" in the picture's units.
std::string path_of(const points& all, const value_axis& axis) {
  const auto from = all.front().at;
  const auto length = static_cast<double>(all.back().at - from);
  std::string out;
  for (const auto& x : all)
    fmt::format_to(std::back_inserter(out), "{}{:.1f},{:.1f}", out.empty() ? 'M' : 'L',
                   static_cast<double>(x.at - from) / length * width,
                   axis.place(x.value) * height);
  return out;
}

std::string area_of(const points& all, const value_axis& axis, double floor) {
  const auto base = axis.place(floor) * height;
  return path_of(all, axis) + fmt::format("L{:.0f},{:.1f}L0,{:.1f}Z", width, base, base);
}

/// One panel: lines across, what is drawn, labels beside.
class panel {
public:
  panel(std::string_view kind, const value_axis& axis,
        const std::vector<time_mark>& marks)
      : axis_(axis) {
    html_ = fmt::format("<div class=\"panel {}\">\n<svg viewBox=\"0 0 {:.0f} {:.0f}\" "
                        "preserveAspectRatio=\"none\" aria-hidden=\"true\">\n<path "
                        "class=\"grid\" d=\"",
                        kind, width, height);
    for (const auto x : axis_.lines())
      fmt::format_to(std::back_inserter(html_), "M0,{0:.1f}H{1:.0f}",
                     axis_.place(x) * height, width);
    for (const auto& x : marks)
      fmt::format_to(std::back_inserter(html_), "M{0:.1f},0V{1:.0f}", x.place * width,
                     height);
    html_ += "\"/>\n";
  }

  void draw(std::string_view kind, const std::string& path) {
    fmt::format_to(std::back_inserter(html_), "<path class=\"{}\" d=\"{}\"/>\n", kind,
                   path);
  }
  /// Labels at the lines of an axis: `side` is "left" or "right".
  void label(std::string_view side, const value_axis& axis, std::string_view unit) {
    for (const auto x : axis.lines())
      fmt::format_to(std::back_inserter(labels_),
                     "<span class=\"label {}\" style=\"top:{:.2f}%\">{}{}</span>\n", side,
                     axis.place(x) * 100, axis.label(x), unit);
  }
  [[nodiscard]] std::string done() const {
    return html_ + "</svg>\n" + labels_ + "</div>\n";
  }

private:
  const value_axis& axis_;
  std::string html_, labels_;
};

std::string time_labels(const std::vector<time_mark>& marks) {
  std::string out = "<div class=\"times\">\n";
  for (const auto& x : marks)
    // What would leave the page on either side is left out.
    if (x.place > 0.03 && x.place < 0.97)
      fmt::format_to(std::back_inserter(out), "<span style=\"left:{:.2f}%\">{}</span>\n",
                     x.place * 100, x.label);
  return out + "</div>\n";
}

/// The price in percent of what it was at first.
points in_percent(points all) {
  const auto first = all.front().value;
  for (auto& x : all)
    x.value = (x.value / first - 1) * 100;
  return all;
}

points negative(points all) {
  for (auto& x : all)
    x.value = -x.value;
  return all;
}

} // namespace

std::string draw_chart(const run_report& run, const std::string& quote) {
  const auto equity = run.equity().points();
  const auto hold = run.hold().points();
  if (equity.size() < 2 || hold.size() < 2)
    return {};
  const auto marks = time_marks(equity.front().at, equity.back().at, most_marks);
  const auto own = span_of(equity);
  const auto both = own.with(span_of(hold));
  // Beside a price that moves much more, equity would be a flat line.
  constexpr double comparable = 5;
  const bool shares_axis = both.length() <= comparable * own.length();
  const auto drawn = shares_axis ? both : own;
  const auto axis = value_axis::around(drawn.low, drawn.high, 5);

  panel top{shares_axis ? "equity" : "equity two", axis, marks};
  top.label("left", axis, "");
  if (shares_axis) {
    top.draw("hold", path_of(hold, axis));
  } else {
    const auto change = in_percent(hold);
    const auto range = span_of(change);
    const auto other = value_axis::around(range.low, range.high, 5);
    top.draw("hold", path_of(change, other));
    top.label("right", other, "&#8239;%");
  }
  top.draw("area", area_of(equity, axis, axis.low));
  top.draw("line", path_of(equity, axis));

  const auto falls = negative(run.drawdown().points());
  auto below = value_axis::around(span_of(falls).low, 0, 3);
  below.high = 0;
  panel bottom{shares_axis ? "falls" : "falls two", below, marks};
  bottom.label("left", below, "&#8239;%");
  bottom.draw("fall-area", area_of(falls, below, 0));
  bottom.draw("fall", path_of(falls, below));

  return fmt::format(
           "<figure class=\"chart\" role=\"img\" aria-label=\"Equity over time, with "
           "buying and holding and the drawdown below\">\n<figcaption><span "
           "class=\"key line\">Equity, {}</span><span class=\"key hold\">Buy &amp; "
           "hold{}</span><span class=\"key fall\">Drawdown</span></figcaption>\n",
           html(quote), shares_axis ? "" : ", right scale") +
         top.done() + bottom.done() + time_labels(marks) + "</figure>\n";
}

} // namespace tradeeon
