// expect: static assertion failed: the sum of two and two
static_assert(sizeof(char) == 2, "a char has one byte");
int main() { return 0; }
