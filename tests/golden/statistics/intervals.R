# Makes intervals_r.csv with R 4.2.2 and nothing but its stats package:
#   Rscript intervals.R > intervals_r.csv
# Wilson: prop.test(correct = FALSE). Exact Poisson and rate ratio: poisson.test. Byar's: the
# definition of Breslow and Day 1987 that PHEindicatormethods uses, written out.
columns <- c("kind", "events", "exposure", "reference_events", "reference_exposure", "confidence", "value", "lower", "upper")
cat(paste(columns, collapse = ","), "\n", sep = "")

x <- c(0, 1, 0, 15, 81, 24, 5, 99, 100, 1, 65, 1045, 3, 123456)
n <- c(20, 29, 30, 148, 263, 162, 100, 100, 100, 100000, 100, 5000, 4, 987654)
for (level in c(.95, .998)) for (i in seq_along(x)) {
  limits <- suppressWarnings(prop.test(x[i], n[i], conf.level = level, correct = FALSE)$conf.int)
  cat(sprintf("wilson,%g,%g,,,%g,%.15g,%.15g,%.15g\n", x[i], n[i], level, x[i] / n[i], limits[1], limits[2]))
}

for (level in c(.95, .998)) for (events in 0:9) {
  test <- poisson.test(events, 1234.5, conf.level = level)
  cat(sprintf("exact,%g,1234.5,,,%g,%.15g,%.15g,%.15g\n", events, level, test$estimate, test$conf.int[1], test$conf.int[2]))
}

pairs <- list(
  c(2, 17877, 9, 16660), c(11, 800, 21, 3011), c(60, 51477.5, 30, 54308.7), c(41, 28010, 15, 19017),
  c(0, 1000, 4, 1000), c(5, 100, 5, 100), c(3000, 12, 2500, 12), c(187, 1, 129, 1), c(1, 1, 1, 1)
)
for (level in c(.9, .95, .998)) for (p in pairs) {
  test <- poisson.test(c(p[1], p[3]), c(p[2], p[4]), conf.level = level)
  cat(sprintf("ratio,%g,%.15g,%g,%.15g,%g,%.15g,%.15g,%.15g\n", p[1], p[2], p[3], p[4], level, test$estimate, test$conf.int[1], test$conf.int[2]))
}

for (level in c(.95, .998)) for (o in c(10, 18, 24, 65, 100, 200, 1045, 54321)) {
  z <- qnorm(level + (1 - level) / 2)
  lower <- o * (1 - 1 / (9 * o) - z / (3 * sqrt(o)))^3
  upper <- (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * sqrt(o + 1)))^3
  cat(sprintf("byar,%g,1,,,%g,%g,%.15g,%.15g\n", o, level, o, lower, upper))
}
