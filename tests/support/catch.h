#pragma once
// The only place that names the test framework.
#include <catch2/catch.hpp>
