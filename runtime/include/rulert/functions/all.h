#pragma once
// Every function of the table, for who calls them by number.
#include "rulert/functions/contact.h"
#include "rulert/functions/countries.h"
#include "rulert/functions/dates.h"
#include "rulert/functions/digests.h"
#include "rulert/functions/formats.h"
#include "rulert/functions/geo.h"
#include "rulert/functions/identifiers.h"
#include "rulert/functions/network.h"
#include "rulert/functions/numbers.h"
#include "rulert/functions/similarity.h"
#include "rulert/functions/text.h"
#include "rulert/functions/times.h"
