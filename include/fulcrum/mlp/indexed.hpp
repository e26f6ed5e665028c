#pragma once

#include "fulcrum/core/column.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/request.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/mlp/item_index.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace fulcrum::inline v0_1 {

/// A model that scores items of an index for one user: folded_mlp and two_tower, or one's own.
template <class M>
concept IndexedModel =
    std::copy_constructible<M> && requires(const M& model, std::span<const float> user, const item_index& items,
                                           std::span<const std::uint32_t> ids, columns_view<float> out, workspace& ws) {
        model(user, items, ids, out, ws);
        { model.user_inputs() } -> std::convertible_to<std::size_t>;
        { model.index_width() } -> std::convertible_to<std::size_t>;
        { model.outputs() } -> std::convertible_to<std::size_t>;
    };

/// A model with the index that it made, as a scorer: the pre-ranking step. A request brings the user's features and the
/// side column item_id, each candidate's number in the index; its feature matrix is not read and may have no columns.
///
///     auto scorer = fulcrum::score_with{fulcrum::indexed{net, items}};
///     auto prerank = fulcrum::rank_by<goals>(scorer, ..., fulcrum::top_k{500});
///     prerank(fulcrum::request{features}.with_user(user).with(fulcrum::item_id{}, ids), ws);
template <class Model> class indexed {
    static_assert(IndexedModel<Model>, "indexed: the model cannot score items of an index: it needs user_inputs(), "
                                       "index_width(), outputs() and a const operator() that takes (user, item_index, "
                                       "ids, out, workspace&), as folded_mlp and two_tower have");

public:
    /// Throws shape_error when the index has not the model's width.
    indexed(Model model, item_index items) : model_(std::move(model)), items_(std::move(items)) {
        if (items_.width() != model_.index_width())
            fail<shape_error>("indexed: the index has ", items_.width(), " values an item, but the model takes ",
                              model_.index_width(), "; an index serves the model that made it");
    }

    [[nodiscard]] std::size_t outputs() const noexcept { return model_.outputs(); }
    [[nodiscard]] const Model& model() const noexcept { return model_; }
    [[nodiscard]] const item_index& items() const noexcept { return items_; }

    void operator()(const request& r, columns_view<float> out, workspace& ws) const {
        model_(r.user(), items_, r.get<item_id>(), out, ws);
    }

    /// Throws shape_error when the user's features are missing or of another number; error when there are no item ids,
    /// or one is not in the index.
    void check(const request& r) const {
        if (r.user().size() != model_.user_inputs())
            fail<shape_error>("indexed: the request's user has ", r.user().size(), " features, but the model takes ",
                              model_.user_inputs(), "; give them by with_user");
        if (!r.has<item_id>())
            fail("indexed: the request has no side column 'item_id'; give each candidate's number in the index");
        detail::check_ids("indexed", r.get<item_id>(), items_.size());
    }

private:
    Model model_;
    item_index items_;
};

} // namespace fulcrum::inline v0_1
