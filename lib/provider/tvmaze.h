/*
 * TVmaze: series, seasons and episodes, in English, without a key. For tvmaze*.c only; what others call is
 * provider_tvmaze (provider.h).
 *
 * It counts as TVDB does, but for specials, which have no numbers: such a one is found by its day. A series
 * and its seasons are one question, after one that finds it by the id that TVDB or IMDb has for it where
 * TVmaze's own is not known; the list of its episodes is one, and each episode one more with its guests.
 */
#ifndef PROVIDER_TVMAZE_H
#define PROVIDER_TVMAZE_H

#include "provider/fill.h"

void tvmaze_read_series(struct answer *out, const cJSON *json);
void tvmaze_read_season(struct answer *out, const cJSON *json);
void tvmaze_read_episode(struct answer *out, const cJSON *json);
const char *tvmaze_country(const cJSON *show); /* of its channel, as it says it; NULL: it does not */

#endif
