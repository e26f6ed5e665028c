#pragma once

#include "fulcrum/core/matrix_view.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fulcrum::inline v0_1::detail {

/// out[d * stride + i] = from(rows[i], d) for all columns d: rows become lanes. Four rows by four columns at a time, as
/// vectors of 16 bytes, which every x86-64 and AArch64 has; the rest one by one.
inline void gather_transposed(matrix_view<const float> from, std::span<const std::uint32_t> rows, float* out,
                              std::size_t stride) noexcept {
    typedef float vec __attribute__((vector_size(16)));
    const std::size_t columns = from.cols();
    std::size_t i = 0;
    for (; i + 4 <= rows.size(); i += 4) {
        const float* const r0 = from.row(rows[i]).data();
        const float* const r1 = from.row(rows[i + 1]).data();
        const float* const r2 = from.row(rows[i + 2]).data();
        const float* const r3 = from.row(rows[i + 3]).data();
        std::size_t d = 0;
        for (; d + 4 <= columns; d += 4) {
            vec a, b, c, e;
            __builtin_memcpy(&a, r0 + d, sizeof a);
            __builtin_memcpy(&b, r1 + d, sizeof b);
            __builtin_memcpy(&c, r2 + d, sizeof c);
            __builtin_memcpy(&e, r3 + d, sizeof e);
            const vec ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
            const vec ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
            const vec ce_low = __builtin_shufflevector(c, e, 0, 4, 1, 5);
            const vec ce_high = __builtin_shufflevector(c, e, 2, 6, 3, 7);
            const vec columns_of[4] = {__builtin_shufflevector(ab_low, ce_low, 0, 1, 4, 5),
                                       __builtin_shufflevector(ab_low, ce_low, 2, 3, 6, 7),
                                       __builtin_shufflevector(ab_high, ce_high, 0, 1, 4, 5),
                                       __builtin_shufflevector(ab_high, ce_high, 2, 3, 6, 7)};
            for (std::size_t k = 0; k < 4; ++k) __builtin_memcpy(out + (d + k) * stride + i, &columns_of[k], sizeof(vec));
        }
        for (; d < columns; ++d) {
            float* const to = out + d * stride + i;
            to[0] = r0[d];
            to[1] = r1[d];
            to[2] = r2[d];
            to[3] = r3[d];
        }
    }
    for (; i < rows.size(); ++i) {
        const float* const row = from.row(rows[i]).data();
        for (std::size_t d = 0; d < columns; ++d) out[d * stride + i] = row[d];
    }
}

} // namespace fulcrum::inline v0_1::detail
