/*
 * TMDB for the films or the show of a world: nginx on loopback with invented answers and pictures; and what
 * metarr-enrich and metarr-select make of them.
 */
#ifndef PROOF_PROVIDE_H
#define PROOF_PROVIDE_H

#include "subject.h"

/* Starts it, in the environment of every program that runs from then on; it ends with the proof. */
void provide_start(struct world *w);
/* What providers said and what is chosen of it, as text without what each run makes anew. */
char *provide_facts(struct world *w);
/* The answers that are kept. Whoever is killed may lose some: then the lines of one text are among the
 * other's.
 */
char *provide_replies(struct world *w);
bool provide_among(const char *some, const char *all);

#endif
