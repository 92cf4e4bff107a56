/* The word that somebody may have meant. */
#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H

/* Of the known words (NULL ends them) the one with the fewest letters to change, insert or leave out; at most
 * three, and at most half of the word. NULL: none is near. Borrowed from 'known'. */
const char *nearest(const char *word, const char *const known[]);

#endif
