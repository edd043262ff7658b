# Makes nowcast_r.json with R package surveillance 1.20.3 (R 4.2.2, jsonlite):
#   Rscript nowcast.R > nowcast_r.json
# Its data: hospitalisation and report of haemolytic-uraemic syndrome, Germany, May to July 2011.
suppressMessages({library(surveillance); library(jsonlite)})
data(husO104Hosp)
complete <- husO104Hosp[!is.na(husO104Hosp$dHosp) & !is.na(husO104Hosp$dReport), ]
first <- min(complete$dHosp)

one <- function(now, D, m) {
  now <- as.Date(now)
  dates <- seq(first, now, by = "1 day")
  control <- list(dRange = c(first, now), N.tInf.max = 300, nSamples = 10)
  invisible(capture.output(found <- suppressWarnings(suppressMessages(nowcast(
    now = now, when = dates, data = complete[complete$dHosp <= now, ], dEventCol = "dHosp", dReportCol = "dReport",
    method = "lawless", D = D, m = m, m.interpretation = "lawless1994", control = control)))))
  list(now = format(now), D = D, m = m, first = format(first), share = delayCDF(found)[["lawless"]])
}
calls <- list(one("2011-06-02", 15, NULL), one("2011-06-10", 15, NULL), one("2011-06-10", 10, 14), one("2011-06-20", 15, 20))
cat(toJSON(list(happened = format(complete$dHosp), known = format(complete$dReport), calls = calls),
           auto_unbox = TRUE, digits = I(12), null = "null"))
