/*
 * Countries of ISO 3166-1. Both functions take two or three letters in any case: "US", "usa". NULL for what
 * is no such code, and for NULL. What they give is constant.
 */
#ifndef MEDIA_COUNTRY_H
#define MEDIA_COUNTRY_H

const char *country_code(const char *code); /* two capital letters */
const char *country_name(const char *code); /* in English, as TMDB names it: "United States of America" */

#endif
