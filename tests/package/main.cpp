#include <fulcrum/version.hpp>

#include <cstdio>

int main() {
    std::printf("Fulcrum %d.%d.%d\n", FULCRUM_VERSION_MAJOR, FULCRUM_VERSION_MINOR, FULCRUM_VERSION_PATCH);
    return 0;
}
