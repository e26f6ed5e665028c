// expect: features are row-major, one candidate a row
#include "fulcrum/fulcrum.hpp"
#include "fulcrum/interop/eigen.hpp"

int main() {
    const Eigen::MatrixXf features(3, 2);
    const fulcrum::request r{features};
    return static_cast<int>(r.size());
}
