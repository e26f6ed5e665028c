#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/slate.hpp"
#include "fulcrum/core/workspace.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>

namespace fulcrum::inline v0_1 {

/// The predicate reads the slate itself.
struct whole_slate {};

/// Filter: drops the rows for which a predicate is true; the order of the others stays.
/// - `drop_if{price{}, [](float p) { return p > 100; }}` reads one side column;
/// - `drop_if{[](const slate& s, std::uint32_t row) { return s.objective(0)[row] < .01f; }}` reads anything.
/// O(kept rows). Errors: error if the request lacks the side column.
template <class Source, class Predicate> class drop_if {
    static constexpr bool by_slate = std::is_same_v<Source, whole_slate>;
    static constexpr bool callable = [] {
        if constexpr (by_slate) {
            return std::predicate<const Predicate&, const slate&, std::uint32_t>;
        } else {
            return std::predicate<const Predicate&, typename Source::value_type>;
        }
    }();
    static_assert(!by_slate || callable,
                  "drop_if: the predicate is called with (const slate&, std::uint32_t row) and gives bool");
    static_assert(by_slate || callable,
                  "drop_if: the predicate is called with one value of the side column and gives bool");

public:
    static constexpr auto needs = columns::none;
    static constexpr auto gives = columns::none;

    explicit drop_if(Predicate predicate) requires by_slate : predicate_(std::move(predicate)) {}
    drop_if(Source /*tag*/, Predicate predicate) requires SideTag<Source> : predicate_(std::move(predicate)) {}

    void check(const request& r) const requires(!by_slate) {
        if (!r.template has<Source>()) {
            fail("drop_if: the request has no side column '", name_of<Source>(), "': add it by .with(",
                 name_of<Source>(), "{}, values)");
        }
    }

    void run(slate& s, workspace& ws) const {
        const std::span<std::uint32_t> order = s.order();
        const workspace::scope scratch(ws);
        const std::span<std::uint32_t> dropped = ws.take<std::uint32_t>(order.size());
        std::size_t kept_count = 0;
        const auto test = [&](auto&& is_unwanted) {
            // One counter moved without a branch: which rows go is hard to predict.
            for (std::size_t i = 0; i < order.size(); ++i) {
                const std::uint32_t row = order[i];
                const bool drop = is_unwanted(row);
                order[kept_count] = row; // never ahead of the row that is read
                dropped[i - kept_count] = row;
                kept_count += drop ? 0U : 1U;
            }
        };
        if constexpr (by_slate) {
            test([&](std::uint32_t row) { return predicate_(std::as_const(s), row); });
        } else {
            const auto column = s.request().template get<Source>();
            test([&](std::uint32_t row) { return predicate_(column[row]); });
        }
        const std::span<row_state> mask = s.mask();
        for (std::size_t i = kept_count; i < order.size(); ++i) {
            order[i] = dropped[i - kept_count];
            mask[order[i]] = row_state::dropped;
        }
        s.truncate(kept_count);
    }

private:
    Predicate predicate_;
};
template <class Predicate> drop_if(Predicate) -> drop_if<whole_slate, Predicate>;
template <SideTag Tag, class Predicate> drop_if(Tag, Predicate) -> drop_if<Tag, Predicate>;

} // namespace fulcrum::inline v0_1
