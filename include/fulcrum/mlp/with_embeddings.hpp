#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/detail/first_outside.hpp"
#include "fulcrum/mlp/embedding_table.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <tuple>
#include <utility>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Copies so few values that a call of memcpy would take longer.
inline void copy_few(std::span<const float> from, float* to) noexcept {
    std::size_t j = 0;
    for (; j + 4 <= from.size(); j += 4) std::memcpy(to + j, from.data() + j, 4 * sizeof(float));
    for (; j < from.size(); ++j) to[j] = from[j];
}

} // namespace detail

/// The table in which the ids of a side column are looked up.
template <SideTag Tag> class embedding_lookup {
    static_assert(std::derived_from<Tag, side_column<std::uint32_t>>,
                  "embedding_lookup: the column holds no ids: its tag must be a side_column<std::uint32_t>");

public:
    embedding_lookup(Tag /*tag*/, embedding_table table) : table_(std::move(table)) {}

    [[nodiscard]] const embedding_table& table() const noexcept { return table_; }

    /// O(rows). Throws error when the request has no such column, or an id has no row in the table; the message names
    /// the row, the id and the size of the table.
    void check(const request& r) const {
        if (!r.has<Tag>()) fail("with_embeddings: the request has no side column '", name_of<Tag>(), "'");
        const std::span<const std::uint32_t> ids = r.get<Tag>();
        const std::size_t i = detail::first_outside(ids, table_.rows());
        if (i < ids.size())
            fail("with_embeddings: row ", i, " has ", name_of<Tag>(), " ", ids[i], ", but its table has ",
                 table_.rows(), " rows");
    }

    /// Copies the rows of `count` ids from the `first` on to places `stride` apart. The ids have been checked.
    void copy(const request& r, std::size_t first, std::size_t count, float* to, std::size_t stride) const noexcept {
        const std::span<const std::uint32_t> ids = r.get<Tag>().subspan(first, count);
        for (std::size_t i = 0; i < count; ++i) {
            if (i + ahead < count) table_.prefetch(ids[i + ahead]);
            detail::copy_few(table_[ids[i]], to + i * stride);
        }
    }

private:
    /// Rows that are on their way while one is copied: a large table lies in memory, and its rows come in no order.
    static constexpr std::size_t ahead = 16;

    embedding_table table_;
};

namespace detail {

/// What takes rows of features to columns of outputs and says how many of both.
template <class N>
concept FeatureNet = std::copy_constructible<N> && requires(const N& net, matrix_view<const float> features,
                                                            columns_view<float> out, workspace& ws) {
    net(features, out, ws);
    { net.inputs() } -> std::convertible_to<std::size_t>;
    { net.outputs() } -> std::convertible_to<std::size_t>;
};

} // namespace detail

/// A scorer: a net whose inputs are the request's features, and after them, for each lookup in turn, the row of the
/// table that the item's id names. Immutable, and shared by threads, as net and tables are.
///
///     score_with{with_embeddings{net, embedding_lookup{category{}, categories}, embedding_lookup{brand{}, brands}}}
template <class Net, class... Tags> class with_embeddings {
    static_assert(detail::FeatureNet<Net>, "with_embeddings: the net needs inputs(), outputs() and a const operator() "
                                           "that takes (matrix_view<const float>, columns_view<float>, workspace&)");
    static_assert(sizeof...(Tags) > 0, "with_embeddings: without a lookup the net scores features as it is");

public:
    /// Throws shape_error when the tables are wider than the net's inputs.
    explicit with_embeddings(Net net, embedding_lookup<Tags>... lookups)
        : net_(std::move(net)), lookups_(std::move(lookups)...) {
        each([this](const auto& lookup) { looked_up_ += lookup.table().width(); });
        if (looked_up_ > net_.inputs())
            fail<shape_error>("with_embeddings: the net takes ", net_.inputs(), " inputs, but the ", sizeof...(Tags),
                              " tables give ", looked_up_);
    }

    /// Features of a request; the net's other inputs come from the tables.
    [[nodiscard]] std::size_t inputs() const noexcept { return net_.inputs() - looked_up_; }
    [[nodiscard]] std::size_t outputs() const noexcept { return net_.outputs(); }

    /// O(rows * lookups). Throws shape_error when the request has another number of features, error when it lacks a
    /// column, or when an id has no row in its table; the message names the row, the id and the size of the table.
    void check(const request& r) const {
        if (r.features().cols() != inputs())
            fail<shape_error>("with_embeddings: the request has ", r.features().cols(), " features, but the net takes ",
                              inputs(), " and ", looked_up_, " values from tables");
        each([&r](const auto& lookup) { lookup.check(r); });
    }

    /// Scores every row of the request: out is rows x outputs(), a column for each output. O(rows * weights); allocates
    /// nothing once the workspace is warm. Throws, before anything is written, what check() throws, and shape_error
    /// when `out` has another shape.
    void operator()(const request& r, columns_view<float> out, workspace& scratch) const {
        check(r);
        const std::size_t n = r.size(), width = net_.inputs();
        if (out.rows() != n || out.cols() != outputs())
            fail<shape_error>("with_embeddings: the output is ", out.rows(), " x ", out.cols(), ", but ", n,
                              " items give ", n, " x ", outputs());
        const workspace::scope scope(scratch);
        float* const rows = scratch.take<float>((std::min)(n, at_once) * width).data();
        for (std::size_t first = 0; first < n; first += at_once) {
            const std::size_t count = (std::min)(n - first, at_once);
            for (std::size_t i = 0; i < count; ++i)
                detail::copy_few(r.features().row(first + i), rows + i * width);
            float* to = rows + inputs();
            each([&](const auto& lookup) {
                lookup.copy(r, first, count, to, width);
                to += lookup.table().width();
            });
            net_(matrix_view<const float>(rows, count, width),
                 columns_view<float>(out.data() + first, count, out.cols(), out.stride()), scratch);
        }
    }

private:
    /// Rows that are put together and scored before the next: whole tiles of every kernel, and few enough that they lie
    /// in the second-level cache when the net reads them.
    static constexpr std::size_t at_once = 192;

    template <class F> void each(F f) const {
        std::apply([&f](const auto&... lookups) { (f(lookups), ...); }, lookups_);
    }

    Net net_;
    std::tuple<embedding_lookup<Tags>...> lookups_;
    std::size_t looked_up_ = 0;
};

template <class Net, class... Tags>
with_embeddings(Net, embedding_lookup<Tags>...) -> with_embeddings<Net, Tags...>;

} // namespace fulcrum::inline v0_1
