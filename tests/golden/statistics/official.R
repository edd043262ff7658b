# Makes official_r.json with R 4.2.2, its stats package and jsonlite:
#   Rscript official.R > official_r.json
# The definitions of PHEindicatormethods 2.1 (R/DSR.R, R/ISRatio.R, R/ISRate.R, R/Means.R,
# R/SII_function.R, R/LifeExpectancy.R, R/Quantiles.R, R/Funnels.R, R/utils.R of
# github.com/dhsc-govuk/PHEindicatormethods), written out for one area; R's own functions (lm,
# t.test, p.adjust, quantile, qgamma) wherever it has one.
library(jsonlite)
set.seed(20261124)
esp2013 <- c(5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 1000)
byars <- function(x, level) {
  z <- qnorm(level + (1 - level) / 2)
  c(x * (1 - 1 / (9 * x) - z / (3 * sqrt(x)))^3, (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * sqrt(x + 1)))^3)
}
count_limits <- function(x, level) {
  if (x >= 10) return(byars(x, level))
  p <- (1 - level) / 2
  c(qchisq(p, 2 * x) / 2, qchisq(1 - p, 2 * x + 2) / 2)
}

# Directly standardised rates: events by band; or people by band and how many events each had.
dsr <- function(people, frequency, population, level, multiplier = 1e5) {
  events <- as.vector(people %*% frequency)
  total <- sum(events)
  value <- sum(events * esp2013 / population) / sum(esp2013) * multiplier
  by_frequency <- colSums(people * (esp2013 / population)^2) / sum(esp2013)^2
  variance <- sum(by_frequency * frequency^2)
  limits <- value + sqrt(variance / total) * (byars(total, level) - total) * multiplier
  list(value = value, lower = limits[1], upper = limits[2], events = total)
}
rates <- list()
for (size in c(0.2, 0.8, 3, 40, 900)) {
  population <- round(runif(19, 50, 150) * c(rep(100, 16), 60, 40, 20))
  people <- cbind(rpois(19, size), rpois(19, size / 4), rpois(19, size / 12))
  for (level in c(.95, .998)) {
    one <- dsr(people[, 1, drop = FALSE], 1, population, level)
    rates <- c(rates, list(c(list(people = people[, 1], repeats = NULL, population = population, confidence = level), one)))
    many <- dsr(people, c(1, 2, 5), population, level)
    rates <- c(rates, list(c(list(people = people, repeats = c(1, 2, 5), population = population, confidence = level), many)))
  }
}

ratios <- list()
for (observed in c(0, 1, 9, 10, 87, 4321)) for (level in c(.95, .998)) {
  population <- round(runif(6, 100, 9000)); events_ref <- rpois(6, 500); population_ref <- round(runif(6, 1e4, 9e4))
  expected <- sum(events_ref / population_ref * population)
  crude <- sum(events_ref) / sum(population_ref) * 1e5
  limits <- count_limits(observed, level)
  ratios <- c(ratios, list(list(observed = observed, population = population, events_ref = events_ref, population_ref = population_ref, confidence = level,
    ratio = c(observed, limits) / expected, rate = c(observed, limits) / expected * crude, crude = crude)))
}

means <- list()
for (n in c(2, 3, 12, 200)) for (level in c(.95, .998)) {
  x <- round(rgamma(n, 2, .1), 3); test <- t.test(x, conf.level = level)
  means <- c(means, list(list(x = x, confidence = level, value = unname(test$estimate), lower = test$conf.int[1], upper = test$conf.int[2])))
}

slopes <- list()
for (k in c(5, 10, 10)) {
  population <- round(runif(k, 500, 9000)); value <- round(70 + 9 * seq_len(k) / k + rnorm(k), 2)
  a <- population / sum(population); b <- cumsum(a) - a / 2
  sqrt_a <- sqrt(a); b_sqrt_a <- b * sqrt_a; y <- value * sqrt_a
  fit <- coef(lm(y ~ sqrt_a + b_sqrt_a - 1))
  error <- round(runif(k, .2, 2), 2)
  m <- rbind(sqrt_a, b_sqrt_a); by <- (solve(m %*% t(m)) %*% m %*% diag(sqrt_a))[2, ]
  slopes <- c(slopes, list(list(value = value, population = population, error = error, sii = fit[[2]], rii = sum(fit) / fit[[1]], intercept = fit[[1]], sii_error = sqrt(sum(by^2 * error^2)))))
}

ages <- c(0, 1, seq(5, 90, 5))
life <- lapply(list(
  list(c(17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937),
    c(7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601, 50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936)),
  list(c(1, 0, 0, 1, 0, 2, 1, 3, 2, 5, 6, 9, 14, 21, 30, 44, 61, 80, 90, 120),
    c(500, 2000, 2500, 2600, 2500, 2400, 2600, 2700, 2800, 2800, 2700, 2600, 2500, 2300, 2100, 1800, 1400, 1000, 600, 400))
), function(area) {
  d <- area[[1]]; n <- area[[2]]; k <- length(d)
  M <- d / n; ni <- c(diff(ages), 2 / M[k]); ai <- c(.1, rep(.5, k - 1))
  q <- ifelse(d <= n / ni / ai, M * ni / (1 + M * ni * (1 - ai)), 1)
  l <- 1e5 * cumprod(c(1, (1 - q)[-k])); di <- l - c(l[-1], 0)
  L <- ni * (c(l[-1], 0) + ai * di); L[k] <- l[k] / M[k]
  e <- rev(cumsum(rev(L))) / l
  v <- ifelse(di == 0, 0, q^2 * (1 - q) / d); v[is.nan(v)] <- 0
  W <- v * l^2 * ((1 - ai) * ni + c(e[-1], 0))^2; W[k] <- (l[k] / 2)^2 * 4 / (d[k] * M[k]^2)
  se <- sqrt(rev(cumsum(rev(W))) / l^2)
  list(deaths = d, population = n, value = e, lower = e - qnorm(.975) * se, upper = e + qnorm(.975) * se)
})

groups <- list()
for (case in list(list(100, 10), list(23, 5), list(7, 7), list(516, 5), list(60, 4))) for (invert in c(TRUE, FALSE)) {
  x <- sample(case[[1]] * 2, case[[1]], replace = TRUE); n <- length(x); k <- case[[2]]
  r <- rank(if (invert) max(x) - x else x, ties.method = "min")
  g <- floor((k + 1) - ceiling(((n + 1) - r) / (n / k))); g[g == 0] <- 1
  groups <- c(groups, list(list(x = x, groups = k, invert = invert, quantile = g)))
}

p <- c(runif(12), runif(6) / 200, .03, .03, 0, 1)
discovery <- list(p = p, BH = p.adjust(p, "BH"), BY = p.adjust(p, "BY"))

# Funnels: the events whose exact limits touch what is expected (poisson_funnel, without its
# search), sigma_adjustment for proportions, and the words of assign_funnel_significance.
curve <- lapply(c(.025, .001), function(tail) { k <- c(1, 2, 5, 9, 10, 55, 716); high <- qgamma(tail, k + 1, lower.tail = FALSE); low <- qgamma(tail, k)
  list(confidence = 1 - 2 * tail, events = k, lower_at = high, upper_at = low) })
sigma <- function(p, n, av, side) { z2 <- qnorm(p)^2
  adj <- sqrt((-8 * av * (n / z2 + 1))^2 - 64 * (1 / z2 + 1 / n) * av * (n * (av * (n / z2 + 2) - 1) + z2 * (av - 1)))
  (av * (n / z2 + 1) + side * adj / 8) / (1 / z2 + 1 / n) / n }
n <- c(20, 150, 900, 4000, 41980); proportions <- lapply(c(.03, .5, .8), function(av) list(n = n, baseline = av,
  lower_95 = pmax(0, sigma(.975, n, av, -1)), upper_95 = pmin(1, sigma(.975, n, av, 1)), lower_998 = pmax(0, sigma(.999, n, av, -1)), upper_998 = pmin(1, sigma(.999, n, av, 1))))
obs <- c(8, 0, 6, 151, 159, 220, 150, 0, 206, 507, 677, 130, 36, 25, 16, 104, 87, 29, 7, 9, 3, 3)
expected <- c(6.239860227, 3.1, 4.293052052, 106.4429719, 232.9329036, 249.8012944, 119.5695496, 240.6273499, 139.4719025, 272.3024867, 349.8165659, 81.9413804, 73.67990176, 55.01760563, 36.38844667, 77.0199215, 45.27241505, 31.19956966, 1, 16.2, .4, 9.5)
word <- mapply(function(o, e) { narrow <- count_limits(o, .95) / e; wide <- count_limits(o, .998) / e
  if (1 < wide[1]) "higher 99.8%" else if (1 < narrow[1]) "higher 95%" else if (1 > wide[2]) "lower 99.8%" else if (1 > narrow[2]) "lower 95%" else "similar " }, obs, expected)
significance <- list(observed = obs, expected = expected, word = word)

# Spiegelhalter 2005, as FunnelPlotR with sr_method "CQC" (R/od_adjustment.R of
# github.com/nhs-r-community/FunnelPlotR): square roots, winsorised a tenth, DerSimonian and Laird's
# additive variance.
spread <- lapply(list(list("ratio", c(100, 150, 180, 80, 120, 225), c(108, 112, 165, 95, 100, 220)), list("ratio", rpois(40, 60), rep(60, 40)), list("proportion", rbinom(30, 400, rbeta(30, 20, 80)), rep(400, 30))), function(case) {
  x <- case[[2]]; n <- case[[3]]; base <- if (case[[1]] == "ratio") 1 else sum(x) / sum(n); f <- if (case[[1]] == "ratio") sqrt else function(v) asin(sqrt(v))
  s <- 1 / (2 * sqrt(n)); z <- (f(x / n) - f(base)) / s; q <- quantile(z, c(.1, .9)); z <- pmin(pmax(z, q[1]), q[2])
  phi <- mean(z^2); w <- 1 / s^2; I <- length(x)
  list(statistic = case[[1]], x = x, n = n, baseline = base, phi = phi, tau = sqrt(max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w)))))
})

# T and G charts as qicharts2 makes them (qic.t, qic.g), with 2.66 for its 3 / 1.128.
waits <- round(rexp(30, 1 / 20), 2); y <- waits^(1 / 3.6); mr <- abs(diff(y)); mr <- mr[mr < 3.267 * mean(mr)]
t_chart <- list(values = waits, lower = max(0, mean(y) - 2.66 * mean(mr))^3.6, centre = mean(y)^3.6, upper = (mean(y) + 2.66 * mean(mr))^3.6)
cases <- rgeom(25, .04); s <- sqrt(mean(cases) * (mean(cases) + 1))
g_chart <- list(values = cases, lower = max(0, mean(cases) - 3 * s), centre = median(cases), upper = mean(cases) + 3 * s)

# The slope of logarithms and of log-odds (phe_sii with transform = TRUE): exact limits of the slope on
# that scale, turned about the middle of the line.
bent <- lapply(list(list("rate", log, exp), list("proportion", qlogis, plogis)), function(case) {
  k <- 10; f <- case[[2]]; g <- case[[3]]; population <- round(runif(k, 500, 9000))
  value <- round(.1 + .3 * seq_len(k) / k + runif(k, 0, .05), 4); lower <- round(value * .9, 4); upper <- round(value * 1.12, 4)
  a <- population / sum(population); b <- cumsum(a) - a / 2; sqrt_a <- sqrt(a); b_sqrt_a <- b * sqrt_a; y <- f(value) * sqrt_a
  fit <- coef(lm(y ~ sqrt_a + b_sqrt_a - 1)); ends <- g(c(fit[[1]], sum(fit)))
  error <- (f(upper) - f(lower)) / qnorm(.975) / 2; m <- rbind(sqrt_a, b_sqrt_a); by <- (solve(m %*% t(m)) %*% m %*% diag(sqrt_a))[2, ]
  se <- sqrt(sum(by^2 * error^2)); middle <- fit[[1]] + fit[[2]] / 2
  at <- function(slope) { e <- g(middle + c(-slope, slope) / 2); c(e[2] - e[1], e[2] / e[1]) }
  low <- at(fit[[2]] - qnorm(.975) * se); high <- at(fit[[2]] + qnorm(.975) * se)
  list(kind = case[[1]], value = value, population = population, lower = lower, upper = upper, sii = ends[2] - ends[1], rii = ends[2] / ends[1], intercept = ends[1],
    sii_lower = low[1], sii_upper = high[1], rii_lower = low[2], rii_upper = high[2])
})

cat(toJSON(list(standardised_rate = rates, standardised_ratio = ratios, mean = means, slope_index = slopes, slope_index_transformed = bent, life_table = life, quantiles = groups,
  false_discovery = discovery, funnel_curve = curve, funnel_proportion = proportions, funnel_position = significance, overdispersion = spread, t_chart = t_chart, g_chart = g_chart),
  digits = NA, auto_unbox = TRUE, null = "null"), "\n")
