"""The data: the same numbers as `workload/src/data.rs`, which says what they are."""

MASK = (1 << 64) - 1
PER_STUDENT = 10
SPARE = 10


class SplitMix64:
    """Sebastiano Vigna's generator (public domain, https://prng.di.unimi.it/splitmix64.c)."""

    def __init__(self, state):
        self.state = state

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % bound

    def distinct(self, how_many, highest):
        chosen = []
        while len(chosen) < how_many:
            number = 1 + self.below(highest)
            if number not in chosen:
                chosen.append(number)
        return chosen


class Data:
    def __init__(self, students):
        self.students = students
        self.courses = students // 10
        numbers = SplitMix64(0x7468726F7567686C)
        self.links = []
        self.students_of = [[] for _ in range(self.courses)]
        self.courses_of = []
        self.enrolled = []
        for student in range(1, students + 1):
            courses = numbers.distinct(PER_STUDENT, self.courses)
            self.courses_of.append(courses)
            for course in courses:
                self.links.append((course, student))
                self.students_of[course - 1].append(student)
            courses = numbers.distinct(PER_STUDENT, self.courses)
            self.enrolled.append(sorted(courses, key=title))
            for _ in courses:
                for bound in (6, 12, 28):
                    numbers.below(bound)


def student(id):
    return {
        "name": f"Student number {id}",
        "email": f"student{id}@school.example",
        "year": 1 + id % 5,
    }


def new_student(number):
    return {
        "name": f"New student {number}",
        "email": f"new{number}@school.example",
        "year": 1,
    }


def title(id):
    return f"Course {id * 7919 % 1000003:06}"
