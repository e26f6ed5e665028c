#pragma once

/// Tables of numbers from files: CSV and NumPy's .npy.
#include "fulcrum/io/csv.hpp"
#include "fulcrum/io/csv_reader.hpp"
#include "fulcrum/io/npy.hpp"
#include "fulcrum/io/number_table.hpp"
#include "fulcrum/io/read_file.hpp"
