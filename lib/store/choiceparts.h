/* What the files of choices have of each other. Inside store/ only. */
#ifndef STORE_CHOICEPARTS_H
#define STORE_CHOICEPARTS_H

#include "store/choices.h"

/* What is said of a candidate; which of the rules selected it makes no difference. */
enum said_word { SAID_NOTHING, SAID_UNDECIDED, SAID_SELECTED, SAID_BY_HAND, SAID_REJECTED };

struct said {
	int64_t id;
	enum said_word word;
	char *by; /* who selected it; NULL: nobody */
};
struct said_list {
	struct said *item;
	size_t n;
};
/* From a list of choices.h; NULL: an empty one. */
void said_read(struct said_list *out, const char *json);
void said_release(struct said_list *list);
/* What a list says of a candidate, NULL: nothing; and what is so. */
const struct said *said_of(const struct said_list *list, int64_t id);
enum said_word said_now(const struct candidate *c);

#endif
