#pragma once

/// A self-contained HTML page with tables and plots.
#include "fulcrum/report/axis.hpp"
#include "fulcrum/report/line_chart.hpp"
#include "fulcrum/report/measured.hpp"
#include "fulcrum/report/page.hpp"
#include "fulcrum/report/scatter.hpp"
#include "fulcrum/report/table.hpp"
