"""What is taken elsewhere: grades, quizzes, answers for research. All of it on the instructor's side alone."""
