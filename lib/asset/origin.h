/* Where the pictures of providers may be fetched from: the hosts that the configuration names. */
#ifndef ASSET_ORIGIN_H
#define ASSET_ORIGIN_H

#include "core/conf.h"

/* Whether a URL is one of that provider's pictures: of the host of tmdb_image_url and its like, and over
 * https where that says so. ERR_UNTRUSTED with the reason. 0 or -1. */
int origin_check(const struct conf *conf, const char *provider, const char *url, struct error *err);

#endif
