#pragma once

#include "options.hpp"

#include <fulcrum/learn/trainer.hpp>
#include <fulcrum/report.hpp>
#include <fulcrum/tune.hpp>

#include <string>
#include <vector>

/// Settings to compare with, under a name, and what they are worth.
struct reference_policy {
    std::string name;
    fulcrum::measured_settings measured;
};

/// What a job found; every output is written from it.
struct job_result {
    std::string title;
    std::string summary;
    fulcrum::policy_front front;    ///< measured on data that no search has seen
    fulcrum::operating_point point; ///< its chosen member
    std::vector<reference_policy> references;
    std::vector<fulcrum::report_table> tables; ///< for the terminal and the report
    std::vector<std::string> heads;            ///< of the model
    std::vector<fulcrum::epoch_report> training;
    std::vector<double> hypervolume; ///< by generation, of the tuning log
};

/// Prints a table to the terminal.
void print(const fulcrum::report_table& table);

/// Prints the tables and the choice, then writes report.html, settings.json and front.csv, and says where.
/// Errors: fulcrum::error naming a file that cannot be written.
void present(const job_result& result, const job_options& options);
