/* Certifications as their countries write them. */
#ifndef PROVIDER_CERTIFICATION_H
#define PROVIDER_CERTIFICATION_H

#include "media/meta.h"

/* Sets MF_MPAA to what a provider gives for the country (ISO 3166-1, "DE"): "FSK 12" for Germany's "12",
 * "12+" and "ab 12"; all others as they are. NULL or empty: nothing changes. */
void certification_set(struct meta *m, const char *country, const char *text);

#endif
