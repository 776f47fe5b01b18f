#pragma once
// Windows that answer when they close.
#include "rulert/session_window.h"
#include "rulert/sliding_window.h"
#include "rulert/tumbling_window.h"
