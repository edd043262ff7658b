# Makes one JSON file per data set with R package surveillance 1.20.3 (R 4.2.2, jsonlite):
#   Rscript surveillance.R FOLDER
# Each file holds the counts and, for each call, its settings and what it returned: upper bound,
# alarm, expected count, dispersion and whether there is a trend. No number here is ours.
suppressMessages({library(surveillance); library(jsonlite)})
folder <- commandArgs(trailingOnly = TRUE)[1]

as_sts <- function(name) {
  holder <- new.env()
  data(list = name, envir = holder)
  found <- get(name, envir = holder)
  if (name == "campyDE") {
    return(sts(observed = found$case, epoch = found$date, frequency = 52))
  }
  if (inherits(found, "disProg")) suppressMessages(disProg2sts(found)) else found
}

write_case <- function(name, columns, calls) {
  series <- as_sts(name)[, columns]
  dated <- isTRUE(series@epochAsDate)
  has_population <- name %in% c("momo", "rotaBB")
  cases <- lapply(calls, function(call) {
    control <- call$control
    tested <- control$range
    result <- suppressWarnings(suppressMessages(switch(call$method,
      farringtonFlexible = farringtonFlexible(series, control = control),
      farrington = farrington(series, control = control),
      earsC = earsC(series, control = control),
      cusum = cusum(series, control = control))))
    control$range <- NULL
    out <- list(method = call$method, control = control, first = min(tested), last = max(tested),
                upper = unname(upperbound(result)), alarm = unname(alarms(result)) * 1)
    if (call$method == "farringtonFlexible") {
      out$expected <- result@control$expected
      out$dispersion <- result@control$phiVector
      out$trend <- result@control$trend
      out$pvalue <- result@control$pvalue
    }
    out
  })
  write_json(
    list(data = name, made_by = paste("R surveillance", packageVersion("surveillance")),
         columns = columns, interval = c("12" = "month", "52" = "week")[[as.character(series@freq)]],
         dates = if (dated) format(epoch(series)) else NULL,
         counts = unname(observed(series)),
         population = if (has_population) unname(population(series)) else NULL,
         calls = cases),
    file.path(folder, paste0(name, ".json")), auto_unbox = TRUE, digits = I(12), na = "null", null = "null")
  cat(name, "\n")
}

flexible <- function(range, ...) {
  list(method = "farringtonFlexible", control = list(range = range, glmWarnings = FALSE, ...))
}
original <- function(range, ...) list(method = "farrington", control = list(range = range, ...))
ears <- function(range, ...) list(method = "earsC", control = list(range = range, ...))
sums <- function(range, ...) list(method = "cusum", control = list(range = range, ...))

# The settings of Noufaily 2013 as the package's vignette gives them; quantile of the paper.
noufaily <- function(range, b = 5, ...) {
  settings <- list(b = b, w = 3, noPeriods = 10, weightsThreshold = 2.58, pastWeeksNotIncluded = 26,
                   pThresholdTrend = 1, alpha = 0.005, thresholdMethod = "nbPlugin")
  changes <- list(...)
  settings[names(changes)] <- changes
  do.call(flexible, c(list(range = range), settings))
}

write_case("salmonella.agona", 1, list(
  flexible(264:312), noufaily(264:312),
  noufaily(212:312, b = 4, thresholdMethod = "delta", pThresholdTrend = 0.05, alpha = 0.01),
  noufaily(264:312, thresholdMethod = "muan", alpha = 0.025),
  flexible(264:312, reweight = FALSE, powertrans = "1/2"),
  flexible(264:312, powertrans = "none", trend = FALSE, weightsThreshold = 1),
  flexible(264:312, reweight = FALSE, limit54 = c(0, 1), alpha = 0.1, pastWeeksNotIncluded = 1),
  original(264:312), original(264:312, alpha = 0.01, reweight = FALSE, powertrans = "none"),
  original(264:312, b = 3, w = 5, trend = FALSE),
  ears(20:312, method = "C1"), ears(20:312, method = "C2", alpha = 0.01),
  ears(20:312, method = "C3", baseline = 9), ears(20:312, method = "C1", minSigma = 1.5),
  sums(105:312), sums(105:312, trans = "rossi"), sums(105:312, trans = "anscombe"),
  sums(105:312, trans = "pearsonNegBin", alpha = 0.2), sums(105:312, m = 2.5, k = 0.5, h = 4)))
write_case("ha.sts", 1:12, list(
  noufaily(215:290, b = 4, limit54 = c(0, 4)), flexible(264:290, limit54 = c(2, 4)),
  original(180:290, b = 3), ears(20:290, method = "C3", minSigma = 0.5)))
write_case("shadar", 1, list(
  noufaily(212:295, b = 4), flexible(264:295, noPeriods = 4), original(170:295, b = 3, w = 4),
  ears(20:295, method = "C2"), sums(60:295)))
write_case("hepatitisA", 1, list(
  noufaily(160:208, b = 3), flexible(160:208, b = 3, noPeriods = 5, thresholdMethod = "muan"),
  original(108:208, b = 2), ears(20:208, method = "C1"), sums(105:208, trans = "rossi")))
write_case("influMen", 1:2, list(
  noufaily(264:312), flexible(212:312, b = 4, noPeriods = 10), original(264:312),
  ears(20:312, method = "C3")))
write_case("measlesDE", 1:16, list(
  flexible(108:156, b = 2, noPeriods = 10, limit54 = c(0, 4)), original(120:156, b = 2),
  ears(60:156, method = "C1", minSigma = 0.5)))
write_case("meningo.age", 1:4, list(
  flexible(64:156, noPeriods = 4), flexible(64:156, w = 2, noPeriods = 1, weightsThreshold = 1),
  noufaily(64:156, w = 1, noPeriods = 3, pastWeeksNotIncluded = 6), original(64:156)))
write_case("rotaBB", 1:5, list(
  flexible(70:144, w = 2, noPeriods = 5), flexible(70:144, w = 2, noPeriods = 4, populationOffset = TRUE),
  flexible(64:144, w = 1, noPeriods = 1, reweight = FALSE),
  noufaily(70:144, w = 1, noPeriods = 4, pastWeeksNotIncluded = 3, thresholdMethod = "muan")))
write_case("momo", 1:3, list(
  noufaily(700:782, populationOffset = TRUE),
  flexible(720:782, populationOffset = TRUE, trend = FALSE, b = 3), flexible(720:782, noPeriods = 10), original(730:782)))
write_case("abattoir", 1, list(
  flexible(108:171, b = 2), sums(80:171),
  flexible(108:171, b = 2, noPeriods = 10, thresholdMethod = "nbPlugin")))
write_case("salmNewport", 1:16, list(
  noufaily(470:528, limit54 = c(0, 4)), flexible(470:528, b = 4, limit54 = c(3, 4)), original(470:528)))
write_case("salmAllOnset", 1, list(
  noufaily(420:778), flexible(420:778, noPeriods = 10, reweight = FALSE), original(420:778)))
write_case("stsNewport", 1, list(
  noufaily(600:773, b = 4), flexible(600:773, thresholdMethod = "nbPlugin", alpha = 0.01),
  ears(20:300, method = "C2", minSigma = 1)))
write_case("campyDE", 1, list(
  noufaily(300:522), flexible(300:522, noPeriods = 10, pastWeeksNotIncluded = 20), original(300:522),
  ears(20:522, method = "C1")))
write_case("salmHospitalized", 1, list(
  noufaily(300:530, thresholdMethod = "delta"), flexible(300:530, weightsThreshold = 1, trend = FALSE)))
write_case("m1", 1, list(
  noufaily(160:209, b = 3, limit54 = c(0, 4)), original(160:209, b = 3)))
write_case("k1", 1, list(
  noufaily(160:209, b = 3), original(160:209, b = 3), ears(20:209, method = "C3")))
