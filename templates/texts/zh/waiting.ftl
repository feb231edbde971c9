waiting-heading = 马上就好
waiting-lead = 您已登录，但商店系统暂时没有响应。没有丢失任何内容，我们会继续尝试。
waiting-lead-busy = 您已登录，但当前访问人数较多，最后一步需要稍等片刻。没有丢失任何内容，您也无需重新登录。
waiting-lead-long = 您已登录，但商店系统仍然没有响应。没有丢失任何内容，您可以稍后回来，从这里继续。
waiting-button = 重试
waiting-busy = 正在重试…
waiting-retry-in = { $time } 后再次尝试
