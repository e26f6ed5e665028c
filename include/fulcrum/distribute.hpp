#pragma once

/// Searches over many processes and machines (component fulcrum::mpi, MPI).
#include "fulcrum/distribute/mpi_search.hpp"
#include "fulcrum/distribute/mpi_session.hpp"
